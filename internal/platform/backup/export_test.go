package backup

// Variables is variables, for tests.
var Variables = variables
