package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

const forwardedFor = "X-Forwarded-For"

// plainForwarded writes the addresses that proxies name in one line and each in one way, without the ports that some of
// them add. Whom of the list to believe is decided after that, from its end: each trusted proxy has added who asked it.
func plainForwarded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if lines := r.Header.Values(forwardedFor); len(lines) > 0 {
			list := strings.Split(strings.Join(lines, ","), ",")
			for i, item := range list {
				list[i] = plainAddress(strings.TrimSpace(item))
			}
			r.Header.Set(forwardedFor, strings.Join(list, ", "))
		}
		h.ServeHTTP(w, r)
	})
}

// plainAddress is an address without a port and brackets; what is none stays as it is, and is believed by nobody.
func plainAddress(text string) string {
	if with, err := netip.ParseAddrPort(text); err == nil {
		return with.Addr().Unmap().WithZone("").String()
	}
	if bare, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return bare.Unmap().WithZone("").String()
	}
	return text
}

// trusts tells whether an address is one of the proxies, which are told as addresses and as networks.
func trusts(proxies []string) func(remote string) bool {
	var nets []netip.Prefix
	for _, text := range proxies {
		if net, err := netip.ParsePrefix(text); err == nil {
			nets = append(nets, net)
		} else if one, err := netip.ParseAddr(text); err == nil {
			nets = append(nets, netip.PrefixFrom(one, one.BitLen()))
		}
	}
	return func(remote string) bool {
		address, err := netip.ParseAddr(remote)
		return err == nil && slices.ContainsFunc(nets, func(n netip.Prefix) bool { return n.Contains(address.Unmap()) })
	}
}
