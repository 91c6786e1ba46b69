import { expect, test } from 'vitest'
import { readLesson } from './read-lesson.ts'
import { practised, readPractice } from './read-practice.ts'

const TEXT = `---
title: One
row: Pods
path: init
order: 1
seen: { step: Status, mentions: up, from: 20s, select: Pod/default/web, tab: logs }
---

There is a Pod
in two lines.

## Question

Which?

- [ ] This
  Not this,
  really.
- [x] That \`one\`
  Yes.

## Words

- \`Status\` with \`\` Pod \`web\` \`\`: Words.
- \`BackOff\`: Others.

## Answer

That one.

## Variation

Do it.

\`\`\`yaml
- { pod: web, is: Ready }
\`\`\`

## Hints

- after \`Pod/default/web\`: Look.
`

test('a lesson is read with all its parts', () => {
  const { lesson, problems } = readLesson(TEXT)
  expect(problems).toEqual([])
  expect(lesson).toMatchObject({
    title: 'One',
    path: 'init',
    situation: ['There is a Pod in two lines.'],
    question: 'Which?',
    choices: [
      { text: 'This', right: false, why: 'Not this, really.' },
      { text: 'That `one`', right: true, why: 'Yes.' },
    ],
    words: [
      { kind: 'Status', mentions: 'Pod `web`', text: 'Words.' },
      { kind: 'BackOff', mentions: '', text: 'Others.' },
    ],
    seen: { kind: 'Status', mentions: 'up', fromMs: 20_000 },
    variation: ['Do it.'],
    expect: [{ text: 'Pod `web` is `Ready`' }],
    hints: [{ after: 'Pod/default/web', text: 'Look.' }],
  })
})

test.for([
  ['no front matter', '# Title\n', 'it begins with no front matter'],
  ['two right choices', TEXT.replace('[ ]', '[x]'), 'exactly one choice is right, not 2'],
  [
    'a choice without a reason',
    TEXT.replace('  Yes.\n', ''),
    'a choice is “- [ ] what”, and below it why: [x] That `one`',
  ],
  [
    'an unknown section',
    TEXT.replace('## Hints', '## Clues'),
    'there is no section “Clues”: Question, Words, Answer, Variation, Hints',
  ],
  [
    'an unknown path',
    TEXT.replace('path: init', 'path: other'),
    'path is one of first-pod, init, scheduling, repair (line 3)',
  ],
  [
    'nothing to expect',
    TEXT.replace('- { pod: web, is: Ready }', ''),
    'nothing is expected of what one does oneself',
  ],
])('%s is said', ([, text = '', problem]) => {
  expect(readLesson(text).problems).toContain(problem)
})

test('an edit has to find its place exactly once', () => {
  const { practice, problems } = readPractice(
    'solution:\n- { edit: a.yaml, replace: x, with: "y" }\n- actions: [{ at: 5s, delete: pod/web }]\n',
  )
  expect(problems).toEqual([])
  const files = (text: string) => [{ path: 'a.yaml', text }]
  const done = practised(files('x'), practice.solution)
  expect(done.problem).toBeNull()
  expect(done.files.map(({ text }) => text)).toEqual([expect.stringContaining('at: 5s'), 'y'])
  expect(practised(files('x x'), practice.solution).problem).toBe(
    'a.yaml has 2 places with “x”, not one',
  )
})
