import { expect, test } from 'vitest'
import { testLesson } from './test-lesson.ts'

const lesson = (seen: string): string => `---
title: One
row: Pods
path: init
order: 1
seen: ${seen}
---

A Pod is deleted.

## Question

Which?

- [ ] This
  Not this.
- [x] That
  Yes.

## Words

- \`Deleted\`: It goes.

## Answer

That one.

## Variation

Do it.

\`\`\`yaml
- { pod: web, is: Running }
\`\`\`

## Hints

- Look.
`

const problems = (seen: string): readonly string[] =>
  testLesson({
    files: [
      {
        path: 'scenario.yaml',
        text: 'until: 1m\nactions: [{ at: 20s, delete: pod/web-0 }]\n',
      },
      {
        path: 'manifests/web.yaml',
        text: 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: web }\nspec:\n  selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    spec: { containers: [{ name: web, image: nginx:1.27 }] }\n',
      },
    ],
    lesson: lesson(seen),
    practice: 'solution:\n- edit: manifests/web.yaml\n  replace: nginx:1.27\n  with: nginx:1.28\n',
  }).problems.filter((problem) => problem.startsWith('the answer is'))

test.each([
  ['{ step: SuccessfulCreate }', ['before anything is done, at 1 ms: SuccessfulCreate']],
  ['{ step: SuccessfulCreate, from: 20s }', []],
  ['{ step: Deleted }', []],
  ['{ step: SuccessfulCreate, from: 50s }', ['seen at no step: SuccessfulCreate']],
])('the answer of a lesson is seen where its story is: %s', (seen, said) => {
  const found = problems(seen)
  expect(found).toHaveLength(said.length)
  for (const [index, one] of said.entries()) expect(found[index]).toContain(one)
})
