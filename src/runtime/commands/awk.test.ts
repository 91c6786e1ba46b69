// What busybox's awk prints, and how it ends: the answers are those of the real one.
import { expect, test } from 'vitest'
import { runScript } from '../testing/bench.ts'

const TABLE: readonly (readonly [string, string, number])[] = [
  ["echo 'a b' | awk '{print $2}'", 'b', 0],
  ["printf '1 2\\n3 4\\n' | awk '{s+=$1} END {print s, NR}'", '4 2', 0],
  ['echo a:b:c | awk -F: \'{print $1 "-" $3; print NF}\'', 'a-c\n3', 0],
  ["echo 'x=1;y=2' | awk -F'[=;]' '{print $2+$4}'", '3', 0],
  ['awk \'BEGIN {for(i=1;i<=3;i++) printf "%d,", i; print ""}\'', '1,2,3,', 0],
  [
    "awk 'BEGIN {print 1/3; print 10%3; print 2^10; print 1e6; print 100000000000}'",
    '0.333333\n1\n1024\n1000000\n100000000000',
    0,
  ],
  ['printf \'b 2\\na 1\\nb 3\\n\' | awk \'{c[$1]+=$2} END {print c["a"], c["b"]}\'', '1 5', 0],
  [
    "echo 'Hello World' | awk '{print toupper($1), length($2), substr($0,1,4), index($0,\"W\")}'",
    'HELLO 5 Hell 7',
    0,
  ],
  ["echo 'aaa' | awk '{gsub(/a/,\"[&]\"); print}'", '[a][a][a]', 0],
  ["echo 'foo bar foo' | awk '{n=sub(/foo/,\"X\"); print n, $0}'", '1 X bar foo', 0],
  ['awk \'BEGIN {n=split("a,b,c",x,","); print n, x[1], x[3]}\'', '3 a c', 0],
  ["printf 'a\\nb\\nc\\nd\\n' | awk '/b/,/c/'", 'b\nc', 0],
  ["printf 'a\\nb\\nc\\n' | awk 'NR==2'", 'b', 0],
  ["printf '10\\n9\\n' | awk '$1>9.5'", '10', 0],
  ["printf 'a\\nb\\n' | awk 'END{print $0, NR}'", 'b 2', 0],
  ['awk -v x=5 \'BEGIN{print x*2, x "y"}\'', '10 5y', 0],
  [
    'awk \'BEGIN{printf "%5.2f|%-5s|%05d|%x|%c|%e\\n", 3.14159, "ab", 42, 255, 65, 12345.678}\'',
    ' 3.14|ab   |00042|ff|A|1.234568e+04',
    0,
  ],
  ["awk 'function f(n){return n<2?1:n*f(n-1)} BEGIN{print f(10)}'", '3628800', 0],
  [
    'awk \'BEGIN{x["a"]=1; if ("a" in x) print "in"; delete x["a"]; if (!("a" in x)) print "out"}\'',
    'in\nout',
    0,
  ],
  ["echo 'k v' | awk '{$2=\"new\"; print; print NF}'", 'k new\n2', 0],
  ["echo '1 2 3' | awk '{$5=\"x\"; print; print NF}'", '1 2 3  x\n5', 0],
  ["echo '1 2 3' | awk '{NF=2; print}'", '1 2', 0],
  ["awk 'BEGIN{while(i<3){i++; if(i==2)continue; print i}}'", '1\n3', 0],
  ["awk 'BEGIN{do {print i++} while(i<2)}'", '0\n1', 0],
  ["awk 'BEGIN{exit 3}'", '', 3],
  ['echo x | awk \'{exit 2} END{print "end"}\'', 'end', 2],
  ['awk \'BEGIN{print match("foobar",/o+/), RSTART, RLENGTH}\'', '2 2 2', 0],
  ['awk \'BEGIN{print "a" < "b", 10 < 9, "10" < "9"}\'', '1 0 1', 0],
  ["echo '10 9' | awk '{print ($1<$2)}'", '0', 0],
  ['awk \'BEGIN{print length("x"), length}\' < /dev/null', '1 0', 0],
  ["awk 'BEGIN{print -3 % 2, int(-3.7), 7 / 2}'", '-1 -3 3.5', 0],
  ['awk \'BEGIN { print 1==1.0, "1"==1, "a"=="a" }\'', '1 1 1', 0],
  ["printf 'a b\\n\\nc d\\n' | awk 'NF'", 'a b\nc d', 0],
  [
    'printf \'a b\\n\\nc d\\ne f\\n\\n\\ng\\n\' | awk \'BEGIN{RS=""}{print NR": "$1}\'',
    '1: a\n2: c\n3: g',
    0,
  ],
  ['awk \'BEGIN{OFS="-"; print 1,2; $0="a b c"; $1=$1; print}\'', '1-2\na-b-c', 0],
  ["echo 'total: 42MB' | awk '{print $2+0}'", '42', 0],
  ["echo 'a' | awk '!/b/ && /a/ {print \"yes\"}'", 'yes', 0],
  ['awk \'BEGIN{print substr("abc", 2, 1) toupper("d")}\'', 'bD', 0],
  ['awk \'BEGIN{a="x"; a=a a a; print a; print 1 " " -1}\'', 'xxx\n1-1', 0],
  ["awk 'BEGIN{x=1; x+=2; x*=3; x-=1; x/=4; x^=2; print x; print x++ + ++x}'", '4\n10', 0],
  ["awk '{ print $1 }' nosuch", 'awk: nosuch: No such file or directory', 1],
  ['awk \'BEGIN { print ENVIRON["HOME"] }\'', '/root', 0],
  ["printf '1\\n2\\n' | awk '{print; getline; print \"got \" $0}'", '1\ngot 2', 0],
  [
    "awk 'BEGIN{print 0.1+0.2, 1e300*1e300, 3.0, 1e-5, 123456789.123}'",
    '0.3 inf 3 1e-05 1.23457e+08',
    0,
  ],
  ["printf 'a,b\\n\"c\",d\\n' | awk -F, '{print $NF, $(NF-1)}'", 'b a\nd "c"', 0],
  ['awk \'BEGIN{s=""; for(;;){s=s "x"; if(length(s)>5)break}; print s}\'', 'xxxxxx', 0],
  [
    "echo 'MemTotal: 16384 kB' | awk '/MemTotal/ {printf \"%.1f GB\\n\", $2/1024/1024}'",
    '0.0 GB',
    0,
  ],
  ['awk \'BEGIN { "date" ~ /a/ ; print "ok" }\'', 'ok', 0],
]

test.for(TABLE)('%s', ([script, output, exitCode]) => {
  const result = runScript(script)
  expect({ output: result.output.trimEnd(), exitCode: result.exitCode }).toEqual({
    output,
    exitCode,
  })
})
