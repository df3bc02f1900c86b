package failover

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	answers  *prometheus.CounterVec
	failures prometheus.Counter
	opened   prometheus.Counter
	usable   prometheus.Gauge
	behind   prometheus.Gauge
}

func newMetrics() metrics {
	return metrics{
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "search_answers_total", Help: "Searches answered, by the engine that answered."}, []string{"engine"}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "search_remote_failures_total", Help: "Searches that the remote engine failed and the embedded one answered."}),
		opened: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "search_breaker_opened_total", Help: "How many times the circuit breaker before the remote engine has opened."}),
		usable: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "search_remote_usable", Help: "1 while the remote engine is well and up to date."}),
		behind: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "search_remote_behind_seconds", Help: "For how long the remote engine has lacked a change."}),
	}
}

// Collectors are the engine's metrics.
func (e *Engine) Collectors() []prometheus.Collector {
	m := &e.metrics
	return []prometheus.Collector{m.answers, m.failures, m.opened, m.usable, m.behind}
}

func (m *metrics) answered(engine string) { m.answers.WithLabelValues(engine).Inc() }

func (m *metrics) watched(usable bool, behind time.Duration) {
	m.usable.Set(0)
	if usable {
		m.usable.Set(1)
	}
	m.behind.Set(behind.Seconds())
}
