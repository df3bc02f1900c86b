package dbtest

// StartServer starts a throwaway server that ends with this process and answers its superuser's address, for sharing
// through TEST_DATABASE_URL by the processes that this one starts.
func StartServer() (string, error) { return startServer() }
