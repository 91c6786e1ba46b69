// An expectation as a sentence.
import { infoOf } from '#api/meta/object.ts'
import { durationText } from '../duration.ts'
import { comparisonText, countedText } from './compare.ts'
import type { Claim, Predicate, Subject, When } from './types.ts'

/** 'Pod `web` is `Ready` by 30s': what is expected, and when. */
export function expectationText(when: When, claim: Claim): string {
  const what = claimText(claim)
  switch (when.kind) {
    case 'end':
      return what
    case 'at':
      return `at ${durationText(when.atMs)}: ${what}`
    case 'by':
      return `by ${durationText(when.atMs)}: ${what}`
    case 'always':
    case 'never': {
      const from = when.fromMs === null ? '' : ` from ${durationText(when.fromMs)}`
      const to = when.toMs === null ? '' : ` until ${durationText(when.toMs)}`
      return `${when.kind}${from}${to}: ${what}`
    }
  }
}

function claimText(claim: Claim): string {
  if (claim.kind === 'happens') {
    const { kind, mentions } = claim.happens
    return mentions === '' ? `\`${kind}\` happens` : `\`${kind}\` happens, with “${mentions}”`
  }
  return `${subjectText(claim.subject)} ${claim.predicates.map(predicateText).join(' and ')}`
}

/** Pod `web`, or Pods `web-*`. */
export function subjectText({ kind, namespace, name, labels, isSet }: Subject): string {
  const place = namespace === 'default' ? '' : ` in \`${namespace}\``
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
  const named = [name, ...pairs].filter((part) => part !== '').join(' ')
  return `${infoOf(kind).kind}${isSet ? 's' : ''}${named === '' ? '' : ` \`${named}\``}${place}`
}

/** What is expected of the object: 'is `Ready`', 'has at least 2 available'. */
function predicateText(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'is':
      return `is ${predicate.words.map((word) => `\`${word}\``).join(' or ')}`
    case 'reason':
      return `has the reason \`${predicate.reason}\`${inContainer(predicate.container)}`
    case 'event':
      return `has an Event \`${predicate.reason}\``
    case 'logs':
      return `prints “${predicate.text}”${inContainer(predicate.container)}`
    case 'on':
      return `runs on \`${predicate.node}\``
    case 'number':
      return `has ${countedText(comparisonText(predicate.comparison), predicate.name)}`
    case 'has':
      return `has ${comparisonText(predicate.comparison)} in \`${predicate.path}\``
    case 'count':
      return `number ${comparisonText(predicate.comparison)}`
  }
}

const inContainer = (name: string | null): string => (name === null ? '' : ` in \`${name}\``)
