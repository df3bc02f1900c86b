package producerdesk

import (
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"
)

// file answers with one of the producer's own files, to keep: a browser never shows it in this service's name.
func (d *desk) file(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	f, content, err := d.Producers.Open(c.Request.Context(), a, id)
	if err != nil {
		return err
	}
	defer content.Close()
	h := c.Writer.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(c.Writer, c.Request, "", f.CreatedAt, content)
	return nil
}
