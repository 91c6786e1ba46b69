// Command record-cron asks the schedule library of the CronJob controller when schedules are due, and writes down its
// answers in conformance/cron/schedules.json.
//
//	record-cron [file]
package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"time"
	_ "time/tzdata"

	"github.com/robfig/cron/v3"
)

// A schedule, the second of the calendar from which it is asked, and the seconds from one time to the next, the first
// from there on. A zero says that there is none within five years.
type answer struct {
	Zone     string  `json:"zone"`
	Schedule string  `json:"schedule"`
	From     int64   `json:"from"`
	Next     []int64 `json:"next,omitempty"`
	Error    string  `json:"error,omitempty"`
}

var zones = []string{
	"UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York", "America/St_Johns", "America/Santiago",
	"America/Havana", "America/Sao_Paulo", "America/Nuuk", "Atlantic/Azores", "Asia/Kathmandu", "Asia/Kolkata",
	"Asia/Tokyo", "Asia/Jerusalem", "Asia/Beirut", "Africa/Cairo", "Africa/Lagos", "Australia/Lord_Howe",
	"Australia/Sydney", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Easter", "Pacific/Kiritimati",
	"Antarctica/Troll", "US/Pacific", "Etc/GMT+5",
}

// Schedules that meet a change of the clocks in one zone or another.
var atChanges = []string{
	"30 2 * * *", "0 0 * * *", "*/20 * * * *", "0 1-3 * * *", "@every 37m", "15 0,23 * * *", "59 23 * * 0,6",
}

// Each way of writing a schedule, and of writing it wrong.
var dialect = []string{
	"* * * * *", "*/1 * * * *", "?/5 * * * *", "5/15 * * * *", "0-30/7 * * * *", "1,2,3-5 * * * *", "0 0 1 1 *",
	"0 0 31 * *", "0 0 31 2 *", "0 0 30 2 *", "0 0 29 2 *", "59 23 31 2 *", "0 0 13 * 5", "0 0 */13 * 5",
	"0 0 13 * */5", "0 0 ? * 5", "0 0 13 * ?", "0 0 1,15 * mon", "0 12 * JAN-mar SUN", "30 6-16/4 * * 1-5",
	"0 0 * * sat,Sun", "0 0 * feb *", "0 0 1 */5 *", "0 0 1 2/5 *", "0 0 2/9 * *", "0 22 * * 1-5", "5 4 * * sun",
	"23 0-20/2 * * *", "0 0,12 1 */2 *", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight",
	"@hourly", "@every 1s", "@every 90s", "@every 1h30m", "@every 1.5h", "@every 0.5s", "@every 100ms", "@every 2h45m30s",
	"@every -5m", "@every 1d", "@every", "@every ", "@every 5", "@every m", "@reboot", "@Daily", " 0 0 * * *", "0  0\t* * *",
	"", "foo", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 0 *", "* * * 13 *",
	"* * * * 7", "-1 * * * *", "1- * * * *", "1-2-3 * * * *", "*/ * * * *", "*/0 * * * *", "*/-2 * * * *", "*/2/3 * * * *",
	"5-1 * * * *", "1.5 * * * *", "+5 * * * *", ", * * * *", ",, * * * *", "1,,2 * * * *", "* * * foo *", "* * * january *",
	"* * * * sunday", "*-5 * * * *", "*5 * * * *", "99999999999999999999 * * * *", "0x5 * * * *", "007 * * * *",
	"5/100 * * * *", "TZ=Europe/Berlin 0 3 * * *", "CRON_TZ=Asia/Tokyo 0 3 * * *", "TZ=Mars/Base 0 3 * * *",
	"TZ=UTC  @daily", "tz=UTC 0 3 * * *", "0 3 * * * TZ=UTC", "* * * * *\n", "*\u00a0* * * *", "fri * * * *", "* * * * fri/2",
}

const (
	year  = 2026
	count = 500
)

func main() {
	file := "conformance/cron/schedules.json"
	if len(os.Args) > 1 {
		file = os.Args[1]
	}
	// A schedule without a zone is read in that of the machine.
	time.Local = time.UTC
	answers := record()
	lines := make([]string, len(answers))
	for i, a := range answers {
		line, err := json.Marshal(a)
		if err != nil {
			fmt.Fprintln(os.Stderr, "record-cron:", err)
			os.Exit(1)
		}
		lines[i] = string(line)
	}
	if err := os.WriteFile(file, []byte("[\n"+strings.Join(lines, ",\n")+"\n]\n"), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "record-cron:", err)
		os.Exit(1)
	}
	fmt.Printf("cron: %d schedules\n", len(answers))
}

func record() []answer {
	start := time.Date(year, time.March, 2, 10, 0, 0, 0, time.UTC)
	var answers []answer
	for _, schedule := range dialect {
		answers = append(answers, ask("UTC", schedule, start))
	}
	for _, zone := range zones {
		location, err := time.LoadLocation(zone)
		if err != nil {
			panic(err)
		}
		for _, change := range changes(location) {
			for _, schedule := range atChanges {
				answers = append(answers, ask(zone, schedule, change.Add(-7*time.Hour)))
			}
		}
	}
	random := rand.New(rand.NewSource(year))
	for len(answers) < count {
		zone := zones[random.Intn(len(zones))]
		from := start.Add(time.Duration(random.Intn(366*24*60)) * time.Minute)
		answers = append(answers, ask(zone, randomSchedule(random), from))
	}
	return answers
}

// changes finds the hours of the year in which the clocks of a zone are changed.
func changes(location *time.Location) []time.Time {
	var found []time.Time
	at := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	_, before := at.In(location).Zone()
	for ; at.Year() == year; at = at.Add(time.Hour) {
		if _, offset := at.In(location).Zone(); offset != before {
			found = append(found, at)
			before = offset
		}
	}
	return found
}

func ask(zone, schedule string, from time.Time) (a answer) {
	a = answer{Zone: zone, Schedule: schedule, From: from.Unix()}
	// As ParseCronScheduleWithPanicRecovery of the API server does.
	defer func() {
		if r := recover(); r != nil {
			a.Error = fmt.Sprintf("invalid schedule format: %v", r)
		}
	}()
	text := schedule
	if zone != "UTC" {
		text = "TZ=" + zone + " " + schedule
	}
	parsed, err := cron.ParseStandard(text)
	if err != nil {
		a.Error = err.Error()
		return a
	}
	at := from.UTC()
	for range 10 {
		next := parsed.Next(at)
		if next.IsZero() {
			a.Next = append(a.Next, 0)
			break
		}
		a.Next = append(a.Next, next.Unix()-at.Unix())
		at = next
	}
	return a
}

func randomSchedule(random *rand.Rand) string {
	bounds := [][2]int{{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 6}}
	fields := make([]string, len(bounds))
	for i, b := range bounds {
		fields[i] = randomField(random, b[0], b[1])
	}
	return strings.Join(fields, " ")
}

func randomField(random *rand.Rand, low, high int) string {
	value := func() int { return low + random.Intn(high-low+1) }
	switch random.Intn(6) {
	case 0, 1:
		return "*"
	case 2:
		return fmt.Sprint(value())
	case 3:
		return fmt.Sprintf("%d,%d", value(), value())
	case 4:
		from := value()
		return fmt.Sprintf("%d-%d/%d", from, from+random.Intn(high-from+1), 1+random.Intn(4))
	default:
		return fmt.Sprintf("*/%d", 1+random.Intn(high/2+1))
	}
}
