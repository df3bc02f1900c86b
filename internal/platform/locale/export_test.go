package locale

// ByGoI18n is what go-i18n makes of a text.
func (p *Printer) ByGoI18n(key string, values map[string]any) string { return p.fill(key, values) }
