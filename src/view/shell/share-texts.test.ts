import { expect, test } from 'vitest'
import { embedLinkOf, iframeOf, lengthAdvice, markdownOf } from './share-texts.ts'

test('brackets of a title do not end the link text', () => {
  expect(markdownOf('a [b] \\ c', 'https://x.test/#v1/y')).toBe(
    '[a \\[b\\] \\\\ c](https://x.test/#v1/y)',
  )
})

test('an embedded link keeps its fragment', () => {
  expect(embedLinkOf('https://x.test/p/#v1/abc')).toBe('https://x.test/p/?embed=1#v1/abc')
})

test('a title cannot break out of the iframe', () => {
  const html = iframeOf('"><script>x</script>', 'https://x.test/#v1/a', 'small')
  expect(html).toContain('title="&quot;&gt;&lt;script&gt;x&lt;/script&gt;"')
  expect(html).toContain('width="640" height="420"')
})

test.each([
  [500, 'fine everywhere'],
  [5000, 'some chats'],
  [9000, 'file'],
])('a link of %d characters gets the advice %s', (length, part) => {
  expect(lengthAdvice(length)).toContain(part)
})
