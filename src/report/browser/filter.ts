/** One object's findings and what they can be chosen by. */
interface Card {
  element: HTMLElement;
  /** Lower case, for the search. */
  title: string;
  items: { element: HTMLElement; kind: string; rule: string }[];
}

/** Lets users choose what the cards show: by kind and rule of the findings, and by the workload's title. */
export function enableFilters(root: ParentNode): void {
  const form = root.querySelector<HTMLFormElement>('#filters');
  if (!form) return;
  const field = (id: string) => form.querySelector<HTMLInputElement | HTMLSelectElement>(`#${id}`)!;
  const [kind, rule, workload, status] = [
    field('kind'),
    field('rule'),
    field('workload'),
    field('filter-status'),
  ];
  const cards = [...root.querySelectorAll<HTMLElement>('.card.findings')].map(readCard);
  const pods = [...root.querySelectorAll<HTMLElement>('.card.pod')].map(readCard);
  const total = cards.reduce((sum, { items }) => sum + items.length, 0);

  const apply = (): void => {
    const words = workload.value.toLowerCase().split(/\s+/).filter(Boolean);
    const isWanted = ({ title }: Card) => words.every((word) => title.includes(word));
    let shown = 0;
    const titles = new Set<string>();
    for (const card of cards) {
      const ofCard = isWanted(card) ? showItems(card, kind.value, rule.value) : 0;
      show(card.element, ofCard > 0);
      shown += ofCard;
      if (ofCard > 0) titles.add(card.title);
    }
    const byFinding = kind.value !== '' || rule.value !== '';
    for (const pod of pods) show(pod.element, isWanted(pod) && (!byFinding || titles.has(pod.title)));
    status.textContent = `${shown} of ${total} findings and changes shown`;
  };

  form.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  // The fields are empty only after the event.
  form.addEventListener('reset', () => setTimeout(apply));
  for (const link of document.querySelectorAll<HTMLElement>('[data-kind]')) {
    link.addEventListener('click', () => {
      kind.value = link.dataset.kind!;
      apply();
    });
  }
  apply();
}

function readCard(element: HTMLElement): Card {
  const items = [...element.querySelectorAll<HTMLElement>('li[data-rule]')].map((item) => ({
    element: item,
    kind: item.className,
    rule: item.dataset.rule!,
  }));
  return { element, title: element.dataset.title!.toLowerCase(), items };
}

/** How many of the card's items are shown. */
function showItems({ items }: Card, kind: string, rule: string): number {
  let shown = 0;
  for (const item of items) {
    const isWanted = (kind === '' || item.kind === kind) && (rule === '' || item.rule === rule);
    show(item.element, isWanted);
    if (isWanted) shown++;
  }
  return shown;
}

/** Setting the attribute anew would cost a layout even where nothing changes. */
function show(element: HTMLElement, isShown: boolean): void {
  if (element.hidden === isShown) element.hidden = !isShown;
}
