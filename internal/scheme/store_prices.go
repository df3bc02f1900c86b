package scheme

import (
	"database/sql/driver"

	"github.com/lib/pq"
)

// Value gives the months to PostgreSQL.
func (m Months) Value() (driver.Value, error) {
	list := make(pq.Int64Array, len(m))
	for i, one := range m {
		list[i] = int64(one)
	}
	return list.Value()
}

// Scan reads PostgreSQL's array of months.
func (m *Months) Scan(src any) error {
	var list pq.Int64Array
	if err := list.Scan(src); err != nil {
		return err
	}
	*m = nil
	for _, one := range list {
		*m = append(*m, int(one))
	}
	return nil
}
