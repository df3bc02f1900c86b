package paths

import "github.com/tuottajatori/tuottajatori/internal/platform/locale"

// Topic names a page of help or a step of the main path in easy language. It is the same in every language; its
// address is not.
type Topic string

// The topics of help.
const (
	HelpVoucher   Topic = "service_voucher"
	HelpFee       Topic = "client_fee"
	HelpIncome    Topic = "client_fee_by_income"
	HelpBudget    Topic = "personal_budget"
	HelpChoosing  Topic = "how_to_choose"
	HelpGuidance  Topic = "guidance"
	HelpComparing Topic = "comparing_prices"
	HelpPrivacy   Topic = "privacy"
)

// The steps of the main path in easy language, below its front.
const (
	EasySearch Topic = "search"
	EasyPaying Topic = "paying"
	EasyChoice Topic = "choosing"
	EasyClient Topic = "becoming_a_client"
	EasyCall   Topic = "whom_to_call"
)

// topics is the one table of second segments that differ between languages.
var topics = []struct {
	page       Page
	topic      Topic
	fi, sv, en string
}{
	{PageHelp, HelpVoucher, "palveluseteli", "servicesedel", "service-voucher"},
	{PageHelp, HelpFee, "asiakasmaksu", "klientavgift", "client-fee"},
	{PageHelp, HelpIncome, "tulosidonnainen-asiakasmaksu", "inkomstrelaterad-klientavgift", "client-fee-by-income"},
	{PageHelp, HelpBudget, "henkilokohtainen-budjetti", "personlig-budget", "personal-budget"},
	{PageHelp, HelpChoosing, "nain-valitset", "sa-har-valjer-du", "how-to-choose"},
	{PageHelp, HelpGuidance, "kuka-auttaa", "vem-hjalper", "who-can-help"},
	{PageHelp, HelpComparing, "hintojen-vertailu", "jamfor-priser", "comparing-prices"},
	{PageHelp, HelpPrivacy, "tietosuoja-ja-evasteet", "dataskydd-och-kakor", "privacy-and-cookies"},
	{PageEasy, EasySearch, "etsi-apua", "sok-hjalp", "find-help"},
	{PageEasy, EasyPaying, "mita-maksat", "vad-du-betalar", "what-you-pay"},
	{PageEasy, EasyChoice, "valitse", "valj", "choose"},
	{PageEasy, EasyClient, "tule-asiakkaaksi", "bli-klient", "become-a-client"},
	{PageEasy, EasyCall, "soita", "ring", "call"},
}

// Topics lists the topics below a page, in the order in which they are read.
func Topics(p Page) []Topic {
	var all []Topic
	for _, t := range topics {
		if t.page == p {
			all = append(all, t.topic)
		}
	}
	return all
}

// Slug is a topic's segment below its page: Slug(Sv, PageHelp, HelpVoucher) is "servicesedel".
func Slug(l locale.Lang, p Page, topic Topic) string {
	for _, t := range topics {
		if t.page == p && t.topic == topic {
			return pick(l, t.fi, t.sv, t.en)
		}
	}
	panic("paths: no topic " + string(topic)) // a fault of the program
}

// Help is a topic's page of help: "/fi/ohjeet/palveluseteli".
func Help(l locale.Lang, topic Topic) string { return To(l, PageHelp, Slug(l, PageHelp, topic)) }

// Easy is a step of the main path in easy language: "/fi/selkokieli/etsi-apua".
func Easy(l locale.Lang, topic Topic) string { return To(l, PageEasy, Slug(l, PageEasy, topic)) }

// topicInLang is the segment below a page in another language. One that is no topic is the same in all.
func topicInLang(p Page, segment string, from, to locale.Lang) string {
	for _, t := range topics {
		if t.page == p && pick(from, t.fi, t.sv, t.en) == segment {
			return pick(to, t.fi, t.sv, t.en)
		}
	}
	return segment
}
