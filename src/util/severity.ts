/** How serious a finding is. Only errors make the exit code non-zero. */
export type Severity = 'info' | 'warning' | 'error';
