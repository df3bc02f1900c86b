package guide

import "github.com/tuottajatori/tuottajatori/frontend/paths"

// This file says what each page of help says and where that comes from. A statement that no law says, or that was not read
// in one, is marked as practice, general or our own, and worded so.

// topic is a page of help. Its title, short name and lead are texts below its key.
type topic struct {
	id    paths.Topic
	key   string // of its texts: "guide.voucher."
	parts []part
}

// part is a heading with what is said below it.
type part struct {
	title string
	lines []line
}

// line is one statement with its sources.
type line struct {
	key     string
	kind    kind
	fill    filler // its figures; nil when it has none
	sources []source
}

type kind int

const (
	paragraph kind = iota
	bullet
	step
	inset
	table
)

// say is a statement as a paragraph.
func say(key string, sources ...source) line { return line{key: key, sources: sources} }

// tell is a statement with figures.
func tell(key string, fill filler, sources ...source) line {
	return line{key: key, fill: fill, sources: sources}
}

func (l line) as(k kind) line { l.kind = k; return l }

func of(l law, section string) source { return source{law: l, section: section} }

// each is several statements of one kind and source.
func each(k kind, s source, keys ...string) []line {
	out := make([]line, len(keys))
	for i, key := range keys {
		out[i] = line{key: key, kind: k, sources: []source{s}}
	}
	return out
}

var topics = []topic{
	{paths.HelpVoucher, "guide.voucher.", []part{
		{"guide.voucher.how", []line{
			say("guide.voucher.how_decision", of(voucher, "")),
			say("guide.voucher.how_value", of(voucher, "7"), of(practice, "")),
			say("guide.voucher.how_share", of(voucher, "7")),
			tell("guide.voucher.how_example", voucherExample, of(invented, "")).as(inset),
		}},
		{"guide.voucher.choice", []line{
			say("guide.voucher.choice_approved", of(voucher, "4")),
			say("guide.voucher.choice_level", of(voucher, "5")),
			say("guide.voucher.choice_public", of(voucher, "4")),
		}},
		{"guide.voucher.told", each(bullet, of(voucher, "6"),
			"guide.voucher.told_value", "guide.voucher.told_prices", "guide.voucher.told_share", "guide.voucher.told_fee")},
		{"guide.voucher.refuse", []line{say("guide.voucher.refuse_text", of(voucher, "6"))}},
		{"guide.voucher.contract", []line{
			say("guide.voucher.contract_consumer", of(voucher, "6")),
			tell("guide.voucher.contract_appeal", review, of(voucher, "13"), of(welfare, "50")),
		}},
		{"guide.voucher.own", []line{
			say("guide.voucher.own_extras", of(voucher, "7")),
			say("guide.voucher.own_no_fee", of(feeLaw, "12")),
			say("guide.voucher.own_ceiling", of(feeLaw, "12")),
			say("guide.voucher.own_deduction", of(general, "")),
			say("guide.voucher.own_free", of(voucher, "")),
			say("guide.voucher.own_raise", of(voucher, "8")),
		}},
	}},
	{paths.HelpFee, "guide.fee.", []part{
		{"guide.fee.what", []line{say("guide.fee.what_law", of(feeLaw, "")), say("guide.fee.what_same", of(feeLaw, ""))}},
		{"guide.fee.home", []line{
			say("guide.fee.home_when", of(feeLaw, "10 e")),
			say("guide.fee.home_income", of(feeLaw, "10 e")),
			say("guide.fee.home_break", of(feeLaw, "10 e")),
		}},
		{"guide.fee.housing", []line{
			tell("guide.fee.housing_most", percentOfFigure("housing_most"), of(feeLaw, "")),
			tell("guide.fee.housing_couple", percentOfFigure("housing_couple"), of(feeLaw, "")),
			tell("guide.fee.housing_left", amountOfFigure("housing_left"), of(published, "")),
		}},
		{"guide.fee.ceiling", []line{
			tell("guide.fee.ceiling_amount", amountOfFigure("ceiling"), of(published, "")),
			say("guide.fee.ceiling_not_all", of(general, "")),
		}},
		{"guide.fee.missed", []line{tell("guide.fee.missed_amount", amountOfFigure("missed"), of(published, ""))}},
		{"guide.fee.free", []line{say("guide.fee.free_text", of(feeLaw, ""))}},
		{"guide.fee.relief", []line{say("guide.fee.relief_text", of(feeLaw, "11"))}},
	}},
	{paths.HelpIncome, "guide.income.", []part{
		{"guide.income.range", []line{
			tell("guide.income.range_example", rangeExample, of(invented, "")),
			say("guide.income.range_told", of(ours, "")),
		}},
		{"guide.income.counted", append(each(step, of(feeLaw, "10 e"),
			"guide.income.counted_sum", "guide.income.counted_limit", "guide.income.counted_percent"),
			say("guide.income.counted_most", of(feeLaw, "10 e")))},
		{"guide.income.example", []line{
			tell("guide.income.example_text", careExample, of(feeLaw, "10 e"), of(invented, "")),
			tell("guide.income.example_left", careExample, of(feeLaw, "10 e")).as(inset),
			tell("guide.income.example_caption", sinceLimits, of(feeLaw, "10 e")).as(table),
		}},
		{"guide.income.tables", []line{
			tell("guide.income.limits_caption", sinceLimits, of(feeLaw, "10 e")).as(table),
			tell("guide.income.limits_computed", ifLimits, of(feeLaw, "10 e")),
			tell("guide.income.percents_caption", sincePercents, of(feeLaw, "10 e")).as(table),
		}},
		{"guide.income.voucher", []line{say("guide.income.voucher_text", of(practice, ""), of(voucher, "6"))}},
	}},
	{paths.HelpBudget, "guide.budget.", []part{
		{"guide.budget.how", each(paragraph, of(practice, ""), "guide.budget.how_frame", "guide.budget.how_plan", "guide.budget.how_used")},
		{"guide.budget.differs", each(paragraph, of(practice, ""), "guide.budget.differs_text")},
		{"guide.budget.where", each(paragraph, of(practice, ""), "guide.budget.where_text")},
	}},
	{paths.HelpChoosing, "guide.choosing.", []part{
		{"guide.choosing.first", each(bullet, of(ours, ""),
			"guide.choosing.first_help", "guide.choosing.first_when", "guide.choosing.first_language", "guide.choosing.first_who")},
		{"guide.choosing.pay", each(bullet, of(ours, ""),
			"guide.choosing.pay_month", "guide.choosing.pay_included", "guide.choosing.pay_evening", "guide.choosing.pay_change")},
		{"guide.choosing.who", each(bullet, of(ours, ""), "guide.choosing.who_same", "guide.choosing.who_ill", "guide.choosing.who_language")},
		{"guide.choosing.quality", append(each(bullet, of(ours, ""), "guide.choosing.quality_rated", "guide.choosing.quality_inspected"),
			say("guide.choosing.quality_plan", of(supervision, "27")).as(bullet))},
		{"guide.choosing.change", each(bullet, of(ours, ""), "guide.choosing.change_end", "guide.choosing.change_break", "guide.choosing.change_wrong")},
		{"guide.choosing.visit", each(paragraph, of(ours, ""), "guide.choosing.visit_text")},
	}},
	{paths.HelpGuidance, "guide.guidance.", []part{
		{"guide.guidance.who", each(paragraph, of(general, ""), "guide.guidance.who_text", "guide.guidance.who_other")},
		{"guide.guidance.assessment", []line{say("guide.guidance.assessment_text", of(welfare, "36"))}},
		{"guide.guidance.times", []line{
			say("guide.guidance.times_urgent", of(welfare, "36")),
			say("guide.guidance.times_seven", of(welfare, "36")),
			say("guide.guidance.times_three", of(welfare, "45")),
			say("guide.guidance.times_emergency", of(general, "")).as(inset),
		}},
		{"guide.guidance.appeal", []line{tell("guide.guidance.appeal_text", review, of(welfare, "50"))}},
	}},
	{paths.HelpComparing, "guide.comparing.", []part{
		{"guide.comparing.month", append(each(bullet, of(ours, ""), "guide.comparing.month_length", "guide.comparing.month_times"),
			say("guide.comparing.month_change", of(ours, "")))},
		{"guide.comparing.example", []line{tell("guide.comparing.example_text", monthExample, of(invented, "")).as(inset)}},
		{"guide.comparing.not", each(paragraph, of(ours, ""), "guide.comparing.not_unit", "guide.comparing.not_income", "guide.comparing.not_unknown")},
		{"guide.comparing.included", each(paragraph, of(ours, ""), "guide.comparing.included_text")},
	}},
	{paths.HelpPrivacy, "guide.privacy.", []part{
		{"guide.privacy.cookies", append(append([]line{say("guide.privacy.cookies_needed", of(communication, "205"))},
			each(bullet, of(ours, ""), "guide.privacy.cookies_lang", "guide.privacy.cookies_session")...),
			say("guide.privacy.cookies_none", of(ours, "")))},
		{"guide.privacy.searching", each(bullet, of(ours, ""), "guide.privacy.searching_words", "guide.privacy.searching_list",
			"guide.privacy.searching_place", "guide.privacy.searching_log")},
		{"guide.privacy.reporting", []line{tell("guide.privacy.reporting_text", reportKept, of(ours, ""))}},
		{"guide.privacy.asking", each(bullet, of(ours, ""), "guide.privacy.asking_who", "guide.privacy.asking_kept", "guide.privacy.asking_own")},
		{"guide.privacy.working", each(paragraph, of(ours, ""), "guide.privacy.working_text", "guide.privacy.working_trail")},
		{"guide.privacy.rights", []line{
			say("guide.privacy.rights_ask", of(dataProtection, "")),
			say("guide.privacy.rights_who", of(ours, "")),
			say("guide.privacy.rights_complain", of(dataProtection, "")),
		}},
	}},
}
