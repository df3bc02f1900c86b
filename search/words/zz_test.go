package words
import ("testing";"fmt";"os")
func TestZZ(t *testing.T){ tb:=Default(); if os.Getenv("NV")!="" {tb=withoutVoikko(t)}
 q:=os.Getenv("Q"); l:=os.Getenv("L"); if l=="" {l="fi"}
 words:=tb.Read(q,l,Options{})
 for _,w:=range words.Words { fmt.Printf("%s mended=%q empty=%v %v\n",w.Text,w.Mended,w.Empty,w.Services)
  for _,p:=range tb.find(w.Text){ e:=tb.entries[p.entry]; if s:=os.Getenv("S"); s==e.Service {fmt.Printf("     %s %s %q %v\n",e.Service,e.Lang,e.Text,e.Weight)}} }
 fmt.Println(words.Services)}
