// A graph as a value: what is drawn, and what is said of it to those who do not see it. It holds numbers and our own words alone: what
// others wrote could be redacted in a text, and not in a picture.

export interface Chart {
  /** Of the file, with `.png`. */
  readonly name: string;
  readonly title: string;
  /** For screen readers; at most 1,000 characters, which is what Slack takes. */
  readonly alt: string;
  readonly series: readonly Series[];
}

export interface Series {
  /** With its unit. */
  readonly label: string;
  /** By which scale it is read: two series of different units have one each. */
  readonly side: 'left' | 'right';
  /** Minutes from the end, so 0 or below, and the value. */
  readonly points: readonly (readonly [minutes: number, value: number])[];
}
