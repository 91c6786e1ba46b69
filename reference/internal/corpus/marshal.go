package corpus

import (
	"bytes"
	"encoding/json"
	"strings"
)

// lineWidth is how wide a line may be before a value is spread over several lines.
const lineWidth = 120

// Marshal writes JSON to be read in a diff: two blanks, `<` as itself, and a value that fits on a line on one line.
func Marshal(value any) ([]byte, error) {
	compact, err := MarshalCompact(value)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	layout{&out}.value(bytes.TrimSpace(compact), 0, 0)
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// MarshalCompact writes JSON on one line, `<` as itself.
func MarshalCompact(value any) ([]byte, error) {
	var compact bytes.Buffer
	encoder := json.NewEncoder(&compact)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return compact.Bytes(), err
}

type layout struct{ out *bytes.Buffer }

// value writes compact JSON that begins at a column of a line indented by so many blanks.
func (l layout) value(text []byte, indent, column int) {
	open, members, close := split(text)
	oneLine := spaced(open, members, close)
	if len(members) == 0 || column+len(oneLine) <= lineWidth && indent > 0 {
		l.out.WriteString(oneLine)
		return
	}
	l.out.WriteString(open)
	for i, member := range members {
		if i > 0 {
			l.out.WriteByte(',')
		}
		l.out.WriteString("\n" + strings.Repeat(" ", indent+2))
		key, inner := splitKey(open, member)
		l.out.WriteString(key)
		l.value(inner, indent+2, indent+2+len(key))
	}
	l.out.WriteString("\n" + strings.Repeat(" ", indent) + close)
}

// split takes an object or array apart into its members; anything else has none.
func split(text []byte) (open string, members [][]byte, close string) {
	if text[0] != '{' && text[0] != '[' {
		return string(text), nil, ""
	}
	depth, start, inString := 0, 1, false
	for i := 0; i < len(text); i++ {
		switch char := text[i]; {
		case inString && char == '\\':
			i++
		case char == '"':
			inString = !inString
		case inString:
		case char == '{' || char == '[':
			depth++
		case char == '}' || char == ']':
			depth--
			if depth == 0 && i > start {
				members = append(members, text[start:i])
			}
		case char == ',' && depth == 1:
			members = append(members, text[start:i])
			start = i + 1
		}
	}
	return string(text[:1]), members, string(text[len(text)-1:])
}

func splitKey(open string, member []byte) (key string, value []byte) {
	if open != "{" {
		return "", member
	}
	for i := 1; i < len(member); i++ {
		if member[i] == '\\' {
			i++
		} else if member[i] == '"' {
			return string(member[:i+1]) + ": ", member[i+2:]
		}
	}
	return "", member
}

// spaced joins members on one line: `{ "a": 1, "b": [2, 3] }`.
func spaced(open string, members [][]byte, close string) string {
	if len(members) == 0 {
		return open + close
	}
	var parts []string
	for _, member := range members {
		key, value := splitKey(open, member)
		innerOpen, innerMembers, innerClose := split(value)
		parts = append(parts, key+spaced(innerOpen, innerMembers, innerClose))
	}
	if open == "{" {
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	return open + strings.Join(parts, ", ") + close
}
