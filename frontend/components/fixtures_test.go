package components

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
)

// The form components are govuk-frontend's markup: each is held against the fixtures that govuk-frontend ships, so that
// its style sheet and script fit, after an update too.

const fixturesDir = "../node_modules/govuk-frontend/dist/govuk/components"

// golden pairs a fixture's name with the args that must give its HTML.
type golden map[string]templ.Component

func TestComponentsAgainstGovukFixtures(t *testing.T) {
	if _, err := os.Stat(fixturesDir); err != nil {
		t.Skipf("SKIPPED: govuk-frontend's fixtures are not here, run npm ci in frontend: %v", err)
	}
	for component, cases := range goldens() {
		t.Run(component, func(t *testing.T) {
			want := fixtures(t, component)
			for name, drawn := range cases {
				html, ok := want[name]
				if !ok {
					t.Errorf("%s has no fixture %q", component, name)
					continue
				}
				if diff := cmp.Diff(canonical(t, html), canonical(t, render(t, drawn))); diff != "" {
					t.Errorf("%s, %s (-govuk-frontend +ours):\n%s", component, name, diff)
				}
			}
		})
	}
}

func fixtures(t *testing.T, component string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(fixturesDir, component, "fixtures.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Fixtures []struct{ Name, HTML string }
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	byName := map[string]string{}
	for _, f := range file.Fixtures {
		byName[f.Name] = f.HTML
	}
	return byName
}

func goldens() map[string]golden {
	return map[string]golden{
		"input": inputGoldens(), "textarea": textareaGoldens(), "select": selectGoldens(), "file-upload": fileGoldens(),
		"radios": radiosGoldens(), "checkboxes": checkboxesGoldens(), "date-input": dateGoldens(), "button": buttonGoldens(),
		"error-summary": summaryGoldens(), "details": detailsGoldens(), "summary-list": listGoldens(),
		"notification-banner": bannerGoldens(), "inset-text": insetGoldens(), "warning-text": warningGoldens(),
		"back-link": {"default": BackLink("#")},
	}
}

func inputGoldens() golden {
	return golden{
		"default": Input(InputArgs{Name: "test-name", Label: "National Insurance number"}),
		"with hint text": Input(InputArgs{ID: "input-with-hint-text", Name: "test-name-2", Label: "National insurance number",
			Hint: "It’s on your National Insurance card, benefit letter, payslip or P60. For example, ‘QQ 12 34 56 C’."}),
		"with error message": Input(InputArgs{ID: "input-with-error-message", Name: "test-name-3", Label: "National Insurance number",
			Error: "Enter a National Insurance number in the correct format"}),
		"with error and hint": Input(InputArgs{Name: "with-error-hint", Label: "National insurance number",
			Error: "Enter a National Insurance number in the correct format",
			Hint:  "It’s on your National Insurance card, benefit letter, payslip or P60. For example, ‘QQ 12 34 56 C’."}),
		"with width-2 class": Input(InputArgs{ID: "input-width-2", Name: "test-width-2", Label: "National insurance number", Width: "2",
			Hint: "It’s on your National Insurance card, benefit letter, payslip or P60. For example, ‘QQ 12 34 56 C’."}),
		"with prefix": Input(InputArgs{ID: "input-with-prefix", Name: "amount", Label: "Amount, in pounds", Prefix: "£"}),
		"with suffix": Input(InputArgs{ID: "input-with-suffix", Name: "weight", Label: "Weight, in kilograms", Suffix: "kg"}),
		"with autocomplete attribute": Input(InputArgs{ID: "input-with-autocomplete-attribute", Name: "postcode", Label: "Postcode",
			Autocomplete: "postal-code"}),
	}
}

func textareaGoldens() golden {
	return golden{
		"default": Textarea(TextareaArgs{Name: "more-detail", Label: "Can you provide more detail?"}),
		"with error message": Textarea(TextareaArgs{Name: "no-ni-reason", Label: "Why can’t you provide a National Insurance number?",
			Error: "You must provide an explanation"}),
		"with custom rows": Textarea(TextareaArgs{ID: "full-address", Name: "address", Label: "Full address", Rows: 8}),
		"with default value": Textarea(TextareaArgs{ID: "full-address", Name: "address", Label: "Full address",
			Value: "221B Baker Street\nLondon\nNW1 6XE\n"}),
	}
}

func selectGoldens() golden {
	options := []Option{{Value: "1", Text: "GOV.UK frontend option 1"}, {Value: "2", Text: "GOV.UK frontend option 2"},
		{Value: "3", Text: "GOV.UK frontend option 3"}}
	return golden{
		"default": Select(SelectArgs{Name: "select-1", Label: "Label text goes here", Options: []Option{options[0],
			{Value: "2", Text: "GOV.UK frontend option 2", Selected: true}, {Value: "3", Text: "GOV.UK frontend option 3", Disabled: true}}}),
		"with hint text and error message": Select(SelectArgs{Name: "select-2", Label: "Label text goes here",
			Hint: "Hint text goes here", Error: "Error message goes here", Options: options}),
	}
}

func fileGoldens() golden {
	return golden{
		"default": FileUpload(FileArgs{Name: "file-upload-1", Label: "Upload a file"}),
		"with error message and hint": FileUpload(FileArgs{Name: "file-upload-3", Label: "Upload a file", Error: "Error message goes here",
			Hint: "Your photo may be in your Pictures, Photos, Downloads or Desktop folder. Or in an app like iPhoto."}),
	}
}

func radiosGoldens() golden {
	yesNo := []Choice{{Value: "yes", Text: "Yes"}, {Value: "no", Text: "No"}}
	return golden{
		"default": Radios(ChoiceArgs{Name: "example-default", Legend: "Have you changed your name?", Items: yesNo}),
		"with hint": Radios(ChoiceArgs{Name: "example-with-hint", Legend: "Have you changed your name?", Items: yesNo,
			Hint: "This includes changing your last name or spelling your name differently."}),
		"inline": Radios(ChoiceArgs{Name: "example", Inline: true, Legend: "Have you changed your name?",
			Hint:  "This includes changing your last name or spelling your name differently.",
			Items: []Choice{yesNo[0], {Value: "no", Text: "No", Checked: true}}}),
	}
}

func checkboxesGoldens() golden {
	hint := "Nullam id dolor id nibh ultricies vehicula ut id elit."
	field := func(id string) templ.Component {
		return templ.Raw(`<label class="govuk-label" for="` + id + `">` + map[string]string{"context-email": "Email address",
			"contact-phone": "Phone number", "contact-text-message": "Mobile phone number"}[id] +
			`</label><input class="govuk-input govuk-!-width-one-third" name="` + id + `" type="text" id="` + id + `">`)
	}
	return golden{
		"default": Checkboxes(ChoiceArgs{Name: "nationality", Legend: "What is your nationality?", Items: []Choice{
			{Value: "british", Text: "British"}, {Value: "irish", Text: "Irish"}, {Value: "other", Text: "Citizen of another country"}}}),
		"with divider and None": Checkboxes(ChoiceArgs{Name: "with-divider-and-none",
			Legend: "Which types of waste do you transport regularly?", Items: []Choice{
				{Value: "animal", Text: "Waste from animal carcasses"}, {Value: "mines", Text: "Waste from mines or quarries"},
				{Value: "farm", Text: "Farm or agricultural waste"}, {Divider: "or"}, {Value: "none", Text: "None of these", Exclusive: true}}}),
		"with error message": Checkboxes(ChoiceArgs{Name: "waste", Error: "Please select an option",
			Legend: "Which types of waste do you transport regularly?", Items: []Choice{
				{Value: "animal", Text: "Waste from animal carcasses", Hint: hint}, {Value: "mines", Text: "Waste from mines or quarries", Hint: hint},
				{Value: "farm", Text: "Farm or agricultural waste", Hint: hint}}}),
		"with conditional items": Checkboxes(ChoiceArgs{Name: "with-conditional-items", IDPrefix: "how-contacted",
			Legend: "How do you want to be contacted?", Items: []Choice{
				{Value: "email", Text: "Email", Reveal: field("context-email")}, {Value: "phone", Text: "Phone", Reveal: field("contact-phone")},
				{Value: "text", Text: "Text message", Reveal: field("contact-text-message")}}}),
	}
}

// govuk-frontend names a date's fields day, month and year unless told a prefix; ours always carry the group's name, so
// that two dates fit in one form.
func dateGoldens() golden {
	return golden{
		"with values and name prefix": DateInput(DateArgs{ID: "with-values-name-prefix", Name: "dob", Legend: "What is your date of birth?", Hint: "For example, 31 3 1980",
			Day: "31", Month: "3", Year: "1980"}),
	}
}

func buttonGoldens() golden {
	return golden{
		"default":              Button(ButtonArgs{Text: "Save and continue"}),
		"link":                 Button(ButtonArgs{Text: "Link button", Href: "/"}),
		"prevent double click": Button(ButtonArgs{Text: "Submit", Once: true}),
		"warning":              Button(ButtonArgs{Name: "Warning", Text: "Warning button", Kind: "warning"}),
	}
}

func summaryGoldens() golden {
	return golden{
		"default": ErrorSummary(ErrorSummaryArgs{Title: "There is a problem", Items: []ErrorItem{
			{Text: "The date your passport was issued must be in the past", Href: "#example-error-1"},
			{Text: "Enter a postcode, like AA1 1AA", Href: "#example-error-2"}}}),
		"mixed with and without links": ErrorSummary(ErrorSummaryArgs{Items: []ErrorItem{{Text: "Invalid username or password"},
			{Text: "Agree to the terms of service to log in", Href: "#example-error-1"}}}),
	}
}

func detailsGoldens() golden {
	return golden{"default": Details(DetailsArgs{Summary: "Help with nationality",
		Text: "We need to know your nationality so we can work out which elections you’re entitled to vote in. " +
			"If you can’t provide your nationality, you’ll have to send copies of identity documents through the post."})}
}

func listGoldens() golden {
	contact := templ.Raw(`<p class="govuk-body">email@email.com</p><p class="govuk-body">Address line 1<br>Address line 2<br>` +
		`Address line 3<br>Address line 4<br>Address line 5</p>`)
	rows := []SummaryRow{{Key: "Name", Value: "Firstname Lastname"}, {Key: "Date of birth", Value: "13/08/1980"}}
	return golden{
		"default": SummaryList(SummaryArgs{Rows: append(rows[:2:2], SummaryRow{Key: "Contact information", Part: contact})}),
		"with actions": SummaryList(SummaryArgs{Rows: []SummaryRow{
			{Key: "Name", Value: "Firstname Lastname", Actions: []Action{{"Edit", "name", "#"}, {"Delete", "name", "#"}}},
			{Key: "Date of birth", Value: "13/08/1980", Actions: []Action{{"Change", "date of birth", "#"}}},
			{Key: "Contact information", Part: contact,
				Actions: []Action{{"Edit", "contact information", "#"}, {"Change", "contact information", "#"}}}}}),
		"as a summary card with a text header": SummaryList(SummaryArgs{Card: "Undergraduate teaching assistant", Rows: rows}),
	}
}

func bannerGoldens() golden {
	return golden{
		"default":              NotificationBanner(BannerArgs{Heading: "This publication was withdrawn on 7 March 2014."}),
		"with type as success": NotificationBanner(BannerArgs{Success: true, Heading: "Email sent to example@email.com"}),
	}
}

func insetGoldens() golden {
	return golden{"default": InsetText("It can take up to 8 weeks to register a lasting power of attorney if there are no mistakes in the application.")}
}

func warningGoldens() golden {
	return golden{"default": WarningText("You can be fined up to £5,000 if you don’t register.")}
}
