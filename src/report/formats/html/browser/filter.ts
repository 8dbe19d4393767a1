/** One object's findings and what they can be chosen by. */
interface Card {
  element: HTMLElement;
  /** Lower case, for the search. */
  title: string;
  items: Item[];
}

interface Item {
  element: HTMLElement;
  kind: string;
  rule: string;
  /** Titles of its places in lower case, if it has several places. */
  places: string[];
}

/** What is folded up at first, and open where filters choose something in it. */
interface Fold {
  element: HTMLDetailsElement;
  wasOpen: boolean;
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
  const common = [...root.querySelectorAll<HTMLElement>('.card.common')].map(readCard);
  const foldable = '.findings > details, #pods ~ details, details.common';
  const folds = [...root.querySelectorAll<HTMLDetailsElement>(foldable)].map(
    (element): Fold => ({ element, wasOpen: element.open }),
  );
  const total = cards.reduce((sum, { items }) => sum + items.length, 0);

  const apply = (): void => {
    const words = workload.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hasWords = (title: string) => words.every((word) => title.includes(word));
    const isChosen = (item: Item) =>
      (kind.value === '' || item.kind === kind.value) && (rule.value === '' || item.rule === rule.value);
    let shown = 0;
    const titles = new Set<string>();
    for (const card of cards) {
      const ofCard = hasWords(card.title) ? showItems(card, isChosen) : 0;
      show(card.element, ofCard > 0);
      shown += ofCard;
      if (ofCard > 0) titles.add(card.title);
    }
    const byFinding = kind.value !== '' || rule.value !== '';
    for (const pod of pods) show(pod.element, hasWords(pod.title) && (!byFinding || titles.has(pod.title)));
    for (const card of common)
      show(card.element, showItems(card, (item) => isChosen(item) && item.places.some(hasWords)) > 0);
    const isFiltered = byFinding || words.length > 0;
    for (const { element, wasOpen } of folds) element.open = isFiltered || wasOpen;
    status.textContent = `${shown} of ${total} places of findings and changes shown`;
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
    places: [...item.querySelectorAll<HTMLElement>('[data-place]')].map((place) =>
      place.dataset.place!.toLowerCase(),
    ),
  }));
  return { element, title: (element.dataset.title ?? '').toLowerCase(), items };
}

/** How many of the card's items are shown. */
function showItems({ items }: Card, isWanted: (item: Item) => boolean): number {
  let shown = 0;
  for (const item of items) {
    const isShown = isWanted(item);
    show(item.element, isShown);
    if (isShown) shown++;
  }
  return shown;
}

/** Setting the attribute costs a layout even if its value does not change. */
function show(element: HTMLElement, isShown: boolean): void {
  if (element.hidden === isShown) element.hidden = !isShown;
}
