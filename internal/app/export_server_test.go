package app

import "net/http"

// Server is the server that answers the public.
func Server(h http.Handler) *http.Server { return server(h) }
