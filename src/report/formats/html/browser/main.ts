import { enableFilters } from './filter.ts';
import { enableNodes } from './nodes-form.ts';

// The page is whole without any of this.
enableFilters(document);
enableNodes(document);
// On paper nothing can be opened.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});
