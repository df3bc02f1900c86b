//go:build unix && !linux

package local

import "syscall"

// bind does nothing: only Linux stops a child when its parent dies.
func bind(*syscall.SysProcAttr, syscall.Signal) {}

// serves trusts that the process in postmaster.pid is the server when it is there at all.
func serves(pid int, _ string) bool { return syscall.Kill(pid, 0) == nil }
