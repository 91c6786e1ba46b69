import { expect, test } from 'vitest'
import type { LabelSelector } from '#api/generated/types.ts'
import { goSelector } from './go-selector.ts'

/** What String of k8s.io/apimachinery/pkg/apis/meta/v1/generated.pb.go (v0.36) writes. */
test.for<readonly [LabelSelector | undefined, string]>([
  [undefined, 'nil'],
  [
    {},
    '&LabelSelector{MatchLabels:map[string]string{},MatchExpressions:[]LabelSelectorRequirement{},}',
  ],
  [
    { matchLabels: { b: '2', a: '1' } },
    '&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{},}',
  ],
  [
    {
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['x', 'y'] },
        { key: 'gone', operator: 'DoesNotExist' },
      ],
    },
    '&LabelSelector{MatchLabels:map[string]string{},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:tier,Operator:In,Values:[x y],},LabelSelectorRequirement{Key:gone,Operator:DoesNotExist,Values:[],},},}',
  ],
])('%j', ([selector, text]) => {
  expect(goSelector(selector)).toBe(text)
})
