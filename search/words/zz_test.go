package words
import ("testing";"fmt";"os")
func TestZZ(t *testing.T){ tb:=Default(); if os.Getenv("NV")!="" {tb=withoutVoikko(t)}
 for _,q:=range []string{os.Getenv("Q")} { l:=os.Getenv("L"); if l=="" {l="fi"}
 words:=tb.Read(q,l,Options{})
 r := reader{t: tb}
 for i,w:=range words.Words { fmt.Printf("%s mended=%q empty=%v %v\n",w.Text,w.Mended,w.Empty,w.Services); _=i
  r.words=words.Words
  for _,p:=range tb.find(w.Text){ e:=tb.entries[p.entry]; fmt.Printf("     %s %s %q %v\n",e.Service,e.Lang,e.Text,e.Weight)} }
 fmt.Println(words.Services)}}
