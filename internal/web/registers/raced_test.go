//go:build race

package registers

const raced = true
