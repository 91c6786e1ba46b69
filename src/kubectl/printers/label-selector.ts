// A label selector in a column.
// Follows k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go FormatLabelSelector (v1.36).
import type { LabelSelector } from '#api/generated/types.ts'
import { formatLabelSelector as format } from '#api/meta/label-selector-text.ts'
import { NONE } from './printer.ts'

/** 'app=web,env in (a,b),!old', or '<none>'. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  return format(selector) || NONE
}
