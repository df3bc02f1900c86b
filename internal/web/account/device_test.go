package account

import (
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/identity"
)

func TestDevicesInTwoWords(t *testing.T) {
	for agent, want := range map[string]identity.Device{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0":                                                                   {Browser: "firefox", System: "windows"},
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0":                      {Browser: "edge", System: "windows"},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15":                                 {Browser: "safari", System: "mac"},
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.35 Mobile/15E148 Safari/604.1":     {Browser: "chrome", System: "iphone"},
		"Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36": {Browser: "samsung", System: "android"},
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36":                                              {Browser: "chrome", System: "linux"},
		"curl/8.5.0": {},
		"":           {},
	} {
		if got := deviceOf(agent); got != want {
			t.Errorf("%q: %+v, want %+v", agent, got, want)
		}
	}
}
