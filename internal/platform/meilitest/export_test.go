package meilitest

// StartServer starts a server without a test.
func StartServer() (*Server, error) { return start("") }
