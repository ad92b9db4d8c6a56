package ingest

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// watch says how closely the cells of a column are searched for personal data.
type watch uint8

const (
	// watchNumber looks for identity numbers alone: columns of codes, where an
	// eleven-digit code is no telephone.
	watchNumber watch = iota + 1
	// watchContact adds telephones, e-mail and messenger names: names of sites
	// and estates, whose street address is public.
	watchContact
	// watchAll adds addresses, bank cards, passports and old 15-digit numbers:
	// text about persons and columns that no table knows.
	watchAll
)

// trace is one personal value: what kind it is, and what may be shown of it.
type trace struct{ kind, mask string }

var (
	scientific = regexp.MustCompile(`^[+]?\d(?:\.\d+)?[eE]\+?(1[6-9]|[2-9]\d)$`)
	email      = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	messenger  = regexp.MustCompile(`(?i)(?:微信号?|wechat|weixin|qq号?)[:\s]*[A-Za-z0-9][-_A-Za-z0-9]{3,}|\bwx(?:id)?_[A-Za-z0-9]+`)
	passport   = regexp.MustCompile(`(?i)(?:passport|护照)\D{0,4}[A-Z]{1,2}\d{7,8}|^[DEGHPS][A-Z]?\d{7,8}$`)
	address    = regexp.MustCompile(`[路街道弄巷村]\s*\d+\s*[弄号]|\d+\s*弄\s*\d+\s*号|\d+\s*号(?:楼|院)?[\s-]*\d+\s*室`)
	landline   = regexp.MustCompile(`(?:^|\D)(?:\(0\d{2,3}\)\s*|0\d{2,3}[- ])\d{7,8}(?:\D|$)`)
	calledName = regexp.MustCompile(`(?:妈妈|爸爸|父亲|母亲|家长|监护人|姓名|联系人)[:\s]*(\p{Han})\p{Han}{1,3}`)
)

// namedHeaders are headers whose columns hold personal data by their name.
var namedHeaders = func() map[string]bool {
	m := map[string]bool{}
	for _, h := range strings.Fields(`姓名 幼儿姓名 儿童姓名 学生姓名 家长姓名 父亲姓名 母亲姓名 监护人 监护人姓名 联系人 家长 父亲 母亲
		身份证 身份证号 身份证号码 身份证件号 身份证件号码 证件号 证件号码 公民身份号码 护照号 手机 手机号 手机号码 联系电话 家长电话 家庭电话
		家庭住址 家庭地址 现住址 详细地址 户籍地址 出生证号 出生医学证明编号 微信 微信号 邮箱 电子邮箱
		full_name first_name last_name surname given_name child_name parent_name guardian id_number id_card national_id ssn passport_no
		mobile phone_number email e_mail home_address wechat`) {
		m[h] = true
	}
	return m
}()

// identify returns the first personal value in s, or the zero trace. Before it
// looks it puts disguises aside: full-width digits, spaces and hyphens between
// digits, zero-width marks, a leading apostrophe, a lower-case x.
func identify(s string, w watch) trace {
	if !suspicious(s) {
		return trace{}
	}
	t := undisguise(s)
	if scientific.MatchString(t) {
		return trace{"damaged number", "***"}
	}
	for _, r := range digitRuns(t) {
		if tr := r.trace(w); tr.kind != "" {
			return tr
		}
	}
	if w < watchContact {
		return trace{}
	}
	switch {
	case email.MatchString(t):
		return trace{"e-mail", "***"}
	case messenger.MatchString(t):
		return trace{"messenger", "***"}
	case landline.MatchString(t):
		return trace{"telephone", "***"}
	}
	if m := calledName.FindStringSubmatch(t); m != nil {
		return trace{"name", m[1] + "*"}
	}
	if w < watchAll {
		return trace{}
	}
	switch {
	case passport.MatchString(t):
		return trace{"passport", "***"}
	case address.MatchString(t):
		return trace{"address", "***"}
	}
	return trace{}
}

// mask returns s, or what may be shown of it where it looks personal.
func mask(s string) string {
	if t := identify(s, watchAll); t.kind != "" {
		return t.mask
	}
	return s
}

// suspicious is a quick look that spares the rest for most cells: personal
// values have seven digits, an at sign, an exponent, a keyword or are not ASCII.
func suspicious(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf || c == '@' || c == '_':
			return true
		case c >= '0' && c <= '9':
			digits++
		case c == '+' && i > 0 && (s[i-1] == 'E' || s[i-1] == 'e'):
			return true
		}
	}
	return digits >= 7 || len(s) >= 6 && hasFold(s, "wechat", "weixin", "qq", "e1", "e2")
}

func hasFold(s string, words ...string) bool {
	s = strings.ToLower(s)
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func undisguise(s string) string {
	s = norm.NFKC.String(s)
	s = strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, s)
	return strings.TrimPrefix(strings.TrimSpace(s), "'")
}

// invisible reports whether r leaves no mark on a page: format characters such
// as direction marks, zero-width marks and soft hyphens.
func invisible(r rune) bool { return unicode.Is(unicode.Cf, r) }

// digitRun is digits in a row, in pieces where single spaces or hyphens stand
// between them.
type digitRun struct {
	pieces []string
	token  int  // length of the unbroken word of letters and digits around it
	glued  bool // touches an ASCII letter or underscore
}

func digitRuns(s string) []digitRun {
	var out []digitRun
	word := func(c byte) bool {
		return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
	}
	digit := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
	for i := 0; i < len(s); {
		if !digit(i) {
			i++
			continue
		}
		start := i
		var r digitRun
		for {
			j := i
			for digit(j) {
				j++
			}
			if j < len(s) && (s[j] == 'x' || s[j] == 'X') && (j+1 == len(s) || !word(s[j+1])) {
				j++
			}
			r.pieces = append(r.pieces, strings.ToUpper(s[i:j]))
			i = j
			if j+1 < len(s) && (s[j] == ' ' || s[j] == '-') && digit(j+1) {
				i = j + 1
				continue
			}
			break
		}
		if start > 0 && s[start-1] == '.' && digit(start-2) {
			continue // the fraction of a decimal number
		}
		a, b := start, i
		for a > 0 && word(s[a-1]) {
			a--
		}
		for b < len(s) && word(s[b]) {
			b++
		}
		r.glued, r.token = a < start || b > i, b-a
		out = append(out, r)
	}
	return out
}

func (r digitRun) trace(w watch) trace {
	for i := range r.pieces {
		joined := ""
		for j := i; j < len(r.pieces) && len(joined) < 19; j++ {
			joined += r.pieces[j]
			if t := r.number(joined, w); t.kind != "" {
				return t
			}
		}
	}
	return trace{}
}

func (r digitRun) number(n string, w watch) trace {
	switch {
	case len(n) == 18 && validIdentity(n) && (!r.glued || r.token <= 24):
		return trace{"identity number", n[:4] + "**********" + n[14:]}
	case r.glued:
		return trace{}
	}
	if w >= watchContact {
		m := strings.TrimPrefix(strings.TrimPrefix(n, "00"), "86")
		if len(m) == 11 && m[0] == '1' && m[1] >= '3' && (len(n) == 11 || strings.HasPrefix(strings.TrimPrefix(n, "00"), "86")) {
			return trace{"telephone", m[:3] + "****" + m[7:]}
		}
	}
	if w >= watchAll {
		switch {
		case len(n) == 15 && len(r.pieces) == 1 && validOldIdentity(n):
			return trace{"identity number", n[:2] + "***********" + n[13:]}
		case bankCard(n):
			return trace{"bank card", "***"}
		}
	}
	return trace{}
}

// validIdentity tests an 18-character resident identity number: 17 digits, a
// birth date from 1900 to 2099 in positions 7 to 14, and the check character of
// ISO 7064 MOD 11-2 (GB 11643).
func validIdentity(n string) bool {
	sum := 0
	for i := range 17 {
		if n[i] < '0' || n[i] > '9' {
			return false
		}
		sum += int(n[i]-'0') * ((1 << (17 - i)) % 11)
	}
	if n[17] != "10X98765432"[sum%11] {
		return false
	}
	return (n[6:8] == "19" || n[6:8] == "20") && realDay(n[6:14])
}

// validOldIdentity tests the 15-digit form: a province code, 99 standing for
// invented ones, and a birth date of six digits.
func validOldIdentity(n string) bool {
	if strings.IndexByte(n, 'X') >= 0 || !realDay("19"+n[6:12]) {
		return false
	}
	switch p := n[0]; {
	case p >= '1' && p <= '6', n[:2] == "71", n[:2] == "81", n[:2] == "82", n[:2] == "99":
		return true
	}
	return false
}

func realDay(ymd string) bool {
	_, rule := civil(ymd[:4], ymd[4:6], ymd[6:8])
	return rule == ""
}

// bankCard tests the common issuer prefixes and the Luhn check digit.
func bankCard(n string) bool {
	if len(n) != 16 && len(n) != 19 || strings.IndexByte(n, 'X') >= 0 {
		return false
	}
	if !strings.HasPrefix(n, "62") && n[0] != '4' && !(n[0] == '5' && n[1] >= '1' && n[1] <= '5') {
		return false
	}
	sum := 0
	for i := range len(n) {
		d := int(n[len(n)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// surnames are the hundred most frequent Chinese family names.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"

// looksLikeName reports whether s is two to four Han characters of which the
// first is a common family name.
func looksLikeName(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < 2 || n > 4 || len(s) != 3*n {
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune(surnames, first)
}
