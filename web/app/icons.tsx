/** Icons on a 20 × 20 grid. They are hidden from screen readers: the button carries the name. */
const paths = {
  lasso:
    'M4 8.5C4 5.5 7 4 10.5 4S17 5.7 17 8.5 14 13 10.5 13 4 11.5 4 8.5ZM7 12.5c-1.5.5-1.8 2 -.5 2.6 1.2.5.8 1.9-.5 1.9',
  fit: 'M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4M7.5 7.5h5v5h-5z',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  table: 'M3 4.5h14v11H3zM3 8.5h14M8 8.5v7',
  link: 'M8.5 11.5a3 3 0 0 0 4.2 0l2.6-2.6a3 3 0 0 0-4.2-4.2l-.9.9M11.5 8.5a3 3 0 0 0-4.2 0l-2.6 2.6a3 3 0 0 0 4.2 4.2l.9-.9',
  scheme: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14',
  soft: 'M2.5 15.5c4.2 0 3.8-11 7.5-11s3.3 11 7.5 11M10 8v7.5',
  picture: 'M3 4h14v12H3zM3 13l4-4 4 4 2.5-2.5L17 14M13 7.2v.1',
} as const;

export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
