package report

// Forget is what the daily work does.
var Forget = forget
