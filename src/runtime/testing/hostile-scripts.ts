// Scripts that try to use up the page, by what they use up. Each must end or rest within a bounded amount of work.

/** A text of half a megabyte, in `x` and in a file. */
export const LONG =
  'x=aaaaaaaaaaaaaaaa; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do x=$x$x; done; echo "$x" > /f'

/** For busybox ash. Each kind has several, so that it is the kind that is held and not the one example. */
export const HOSTILE: Readonly<Record<string, readonly string[]>> = {
  'processes that beget processes': [
    ':(){ :|:& };:',
    'f() { f & f & }; f; wait',
    'f() { f | f; }; f',
    'while true; do (sleep 100 &) ; done',
    'while true; do sleep 1000 & done',
  ],
  'calls without an end': [
    'f() { f; }; f',
    'f() { (f); }; f',
    'f() { x=$(f); }; f',
    'x="eval \\"\\$x\\""; eval "$x"',
    'echo "sh /s.sh" > /s.sh; sh /s.sh',
    'echo ". /s.sh" > /s.sh; . /s.sh',
    'trap "kill -USR1 $$" USR1; kill -USR1 $$; while true; do :; done',
  ],
  'loops that never wait': [
    'while true; do :; done',
    'while true; do sleep 0; done',
    'while true; do echo x; done',
    'for ((;;)); do :; done',
    'until false; do x=$((x+1)); done',
    'while ! (: &); do (: &); done',
    'while f() { :; }; do f() { :; }; done',
    'while true | true; do true | true; done',
    'for i in $(seq 1 20000); do for j in $(seq 1 20000); do f() { :; }; done; done',
    'until (false &); do find / > /dev/null; echo /*; done',
    'set -- $(seq 1 100000); for i; do for j; do :; done; done',
    'nc -l -p 1 < /dev/null & while true; do nc localhost 1 < /dev/null; done',
    'while true; do wget -qO- localhost:80; done',
    'while true; do httpd -p ////////; done',
    'i=1; while true; do httpd -p $i; i=$((i+1)); done',
  ],
  'output without an end': [
    'yes',
    'yes > /f',
    'yes | cat > /dev/null',
    'cat /dev/zero | cat',
    'tail -f /f & while true; do echo x >> /f; done',
  ],
  'texts that grow': [
    'x=a; while true; do x=$x$x; done',
    'x=$(seq 1 100000); while true; do y="$x$y"; done',
    'x=$(seq 1 100000); while true; do y=${x//1/2}; done',
    'x=$(seq 1 100000); while true; do y=${x%%*9}; done',
    'x=$(seq 1 100000); while true; do echo $x > /dev/null; done',
    `${LONG}; cat << END | wc -c\n${'$x'.repeat(2000)}\nEND`,
    `${LONG}; echo "${'$x'.repeat(2000)}" | wc -c`,
    `${LONG}; y="${'$x'.repeat(2000)}"; echo end`,
    'set -- $(seq 1 20000); y="' + '$@'.repeat(200) + '"; echo end',
    'a=1; while true; do eval "v$a=x"; a=$((a+1)); done',
  ],
  'files that grow': [
    'seq 1 10000000000 > /f; while true; do cat /f /f /f >> /g; done',
    'seq 1 100000 > /f; while true; do sort -r /f > /g; done',
    'i=0; while true; do i=$((i+1)); echo x > /f$i; done',
    'mkdir /a; cd /a; while true; do mkdir a; cd a; done',
    'mkdir /a; while true; do cp -r /a /a/b$RANDOM; done',
  ],
  'one file read again and again': [
    'seq 1 140000 > /f; cat' + ' /f'.repeat(1100),
    'seq 1 150000 > /f; sort' + ' /f'.repeat(1000) + ' | wc -l',
    'seq 1 150000 > /f; grep -c 1' + ' /f'.repeat(1000),
    'seq 1 150000 > /f; base64' + ' /f'.repeat(1000),
    'seq 1 1000000 > /f; awk 0 /f /f /f',
  ],
  'repeats within repeats in a pattern': [
    "echo y | grep -E '(y|z){0}{90}{90}{90}{90}'",
    "echo x | sed -E 's/(a*){100}{100}{50}/b/'",
    "echo x | grep -E '(x|){100}{100}'",
    'expr x : "\\(x\\{0\\}\\)\\{100\\}\\{100\\}\\{100\\}"',
    '[[ x =~ ((((((((((x{100}){100}){100}){100}){100}){100}){100}){100}){100}){100} ]]',
    'seq 1 100000 > /f; while true; do grep -E "(a+)+$" /f; done',
    'echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! | grep -E "^(a+)+$"',
    `${LONG}; echo "$x" | grep -E "${'(a|b)*'.repeat(100)}c"`,
    `${LONG}; echo "$x" | grep -c "${'a*'.repeat(300)}b"`,
  ],
  'sed commands that double': [
    `echo ab | sed '${'s/$/&&&/;s/.*/&-&/;'.repeat(22)}' | wc -c`,
    `echo a | sed '${'s/a/aaaaaaaaaa/g;'.repeat(20)}' > /f`,
    `echo a | sed '${'p;'.repeat(5000)}' | sed '${'p;'.repeat(5000)}' | wc -l`,
    `${LONG}; sed "s/a/$x/g" /f > /g`,
    `echo a | sed '${'G;h;'.repeat(40)}' | wc -l`,
  ],
  'lists of thousands of fields and ranges': [
    `${LONG}; cut -c $(seq -s, 2 3 30000) /f | wc -c`,
    `${LONG}; cut -d a -f $(seq -s, 1 2 20000) /f | wc -c`,
    `${LONG}; tr $(seq -s '' 1 300) x < /f | sort | uniq -c`,
    `${LONG}; for i in 1 2 3; do sort -k 2 -t a /f /f /f /f; done`,
    `${LONG}; awk -F a '{ for (i = NF; i > 0; i--) n += length($i) } END { print n }' /f`,
  ],
  'stars in a glob': [
    `${LONG}; case $x in ${'*aa'.repeat(450)}*c) echo y;; esac`,
    `${LONG}; case $x in ${'?'.repeat(1500)}*${'[ab]'.repeat(400)}) echo y;; esac`,
    `${LONG}; echo \${x##${'*a'.repeat(500)}*b}`,
    `${LONG}; echo \${x%%b${'*a'.repeat(500)}}`,
    'case x in ' + '*a'.repeat(500) + ') echo;; esac',
    `while true; do find / -name '${'['.repeat(400)}'; done`,
  ],
  'numbers and separators of seq': [
    `${LONG}; seq -s "-$x" 3 150000 | wc -c`,
    'seq 1 0.00000000000000000001 2 | wc -c',
    'seq -w 1 100000000000 | wc -c',
    'seq 9007199254740990 9007199254740999 | wc -l',
  ],
  'a command for each of many words': [
    `${LONG}; seq 1 500 | xargs -I a echo "$x" | wc -c`,
    `${LONG}; echo "$x" | xargs -I a echo "$x"`,
    'seq 1 200000 | xargs -n 1 seq 1',
    'set -- $(seq 1 20000); printf "%s\\n" ' + '"$@" '.repeat(200) + '| wc -l',
    'set -- $(seq 1 20000); for a; do printf "%s" "$@"; done | wc -c',
    `printf "%s\\n" $(seq 1 20000) $(seq 1 20000) | wc -l`,
  ],
  'widths and escapes': [
    'printf "%100000000s" x',
    `printf "${'%0000000'.repeat(2000)}" 1`,
    `printf "%${'0'.repeat(50000)}" 1`,
    `echo -e "${'\\\\'.repeat(30000)}"`,
    `x=" $(printf "%1000s" " ")"; for i in 1 2 3 4 5 6 7 8 9; do x=$x$x; done; echo "a${'$x'.repeat(1)}b" > /f; read y < /f; echo end`,
  ],
  depth: [
    `${'('.repeat(400)}echo x${')'.repeat(400)}`,
    `${'if true; then '.repeat(300)}echo x${'; fi'.repeat(300)}`,
    `echo ${'$(echo '.repeat(200)}x${')'.repeat(200)}`,
    `echo $((${'('.repeat(200)}1${')'.repeat(200)}))`,
    `[ ${'! '.repeat(3000)} x ]; [ ${'( '.repeat(3000)} x ]; echo end`,
    `expr ${'length '.repeat(3000)} x; expr ${'( '.repeat(3000)} x; expr ${'9'.repeat(50_000)} + 1`,
  ],
  numbers: [
    'echo $((9999999999999999999 ** 9999999999))',
    `echo $((${Array.from({ length: 30_000 }, () => '1').join('+')}))`,
    'sleep 99999999999999999999',
    'usleep 1e300; timeout 99999999999999999999 true; timeout 1e9 true',
  ],
}

/** For bash. */
export const HOSTILE_IN_BASH: Readonly<Record<string, readonly string[]>> = {
  'products of braces': [
    `echo ${'{x,y,z}'.repeat(300)}`,
    `echo ${'{1..1000}'.repeat(50)}`,
    `echo ${'{a,b}{c,d}x'.repeat(8)} | wc -w`,
    `for i in ${'{1..30}'.repeat(20)}; do :; done`,
  ],
  'replacements that are longer than what they replace': [
    'x=bbbbbbbbbbbb; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do x=$x$x; done; y=${x//b/-$x}',
    'x=aaaaaaaaaaaaaaaa; for i in 1 2 3 4 5; do x=$x$x; done; while true; do x=${x/a/$x}; done',
    'x=abababababababab; for i in 1 2 3 4 5 6; do x=$x$x; done; y=${x//[ab]/$x}; echo ${#y}',
    'x=aaaaaaaaaaaaaaaa; for i in 1 2 3 4 5 6 7 8 9 10 11; do x=$x$x; done; [[ $x =~ (a|aa)+(a|aa)+b ]]',
  ],
}
