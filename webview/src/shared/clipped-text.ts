import { html, type TemplateResult } from 'lit'
import { shorten, visibleText } from '../format/text.ts'

/** What is put into the page of one text; the rest is in the tooltip. */
const shownCharacters = 300
const tooltipCharacters = 10_000

/**
 * Text from outside, on one line and cut where its place ends, the whole of it on hover.
 * It stands apart from the direction of the text around it.
 */
export function clipped(text: string, className = ''): TemplateResult {
  const whole = visibleText(text)
  return html`<bdi class="clip ${className}" title=${shorten(whole, tooltipCharacters)}>${shorten(whole, shownCharacters)}</bdi>`
}

/** The first of several texts, on at most two lines, with the number of the others; all of them on hover. */
export function wrappedList(texts: readonly string[], className = ''): TemplateResult {
  const [first, ...others] = texts.map(visibleText)
  if (first === undefined) return html`<span class="quiet">—</span>`
  const title = shorten([first, ...others].join('\n'), tooltipCharacters)
  return html`<span class="run" title=${title}
    ><bdi class="wrap ${className}">${shorten(first, shownCharacters)}</bdi>${
      others.length > 0 ? html`<span class="quiet more">+${others.length} more</span>` : ''
    }</span
  >`
}

/** Text from outside that may take two lines, the whole of it on hover. */
export function wrapped(text: string, className = ''): TemplateResult {
  const whole = visibleText(text)
  return html`<bdi class="wrap ${className}" title=${shorten(whole, tooltipCharacters)}>${shorten(whole, shownCharacters)}</bdi>`
}

function sentence(name: string, text: string, className: string): TemplateResult {
  const [subject, rest] = [visibleText(name), visibleText(text)]
  return html`<span class=${className} title=${shorten(`${subject} ${rest}`, tooltipCharacters)}
    ><bdi class="strong">${shorten(subject, shownCharacters)}</bdi> <bdi>${shorten(rest, shownCharacters)}</bdi></span
  >`
}

/** A name and what is said of it, on one line. */
export const clippedSentence = (name: string, text: string): TemplateResult => sentence(name, text, 'clip')

/** A name and what is said of it, on at most two lines. */
export const wrappedSentence = (name: string, text: string): TemplateResult => sentence(name, text, 'wrap')
