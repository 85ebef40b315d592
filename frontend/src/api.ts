/** The websocket API of AI Automation; its forms are in docs/adr/0035-panel.md. */

export interface Hass {
  language: string;
  locale?: { language: string };
  user?: { is_admin: boolean };
  areas: Record<string, { area_id: string; name: string }>;
  loadBackendTranslation?(
    category: string,
    integration: string,
  ): Promise<(key: string, placeholders?: Record<string, string>) => string>;
  connection: {
    sendMessagePromise<T>(message: Record<string, unknown>): Promise<T>;
    subscribeMessage<T>(
      callback: (event: T) => void,
      message: Record<string, unknown>,
    ): Promise<() => Promise<void>>;
  };
}

export interface Failure {
  code: string;
  message: string;
  translation_key?: string;
  translation_placeholders?: Record<string, string>;
}

export interface Verdicts {
  fired: number;
  right: number;
  wrong: number;
  noop: number;
  missed: number;
}

export interface Card {
  id: string;
  title: string;
  description: string;
  area_id: string | null;
  kind: string | null;
  status: string;
  reason: string | null;
  watchable: boolean;
  automation_id: string | null;
  warnings: string[];
  proof: { right: number; fired: number; parts: string; days: number } | null;
  saved_per_week: number | null;
  kwh_per_week: number | null;
  money_per_week: number | null;
  currency: string | null;
  watch: { since: string; until: string; days: number; verdict: Verdicts | null } | null;
  deployed: { at: string; by: string | null; entity_id: string } | null;
  scorecard: { week: string; fired: number; kept: number; undone: number }[];
}

export interface Mark {
  at: string;
  minute: number;
  verdict: "right" | "wrong" | "noop" | "missed";
  acted: number | null;
  by: string | null;
}

export interface Strip {
  from: string;
  to: string;
  days: { date: string; away: boolean; marks: Mark[] }[];
}

export interface Parameters {
  at: string | null;
  offset: number | null;
  for: number | null;
  weekdays: number[] | null;
  conditions: { index: number; text: string }[];
}

export interface Changes {
  at?: string;
  offset?: number;
  for?: number;
  weekdays?: number[];
  drop_conditions?: number[];
}

export type Figures = Verdicts & { saved_per_week: number; days: number };

export interface Suggestion extends Card {
  yaml: string;
  evidence: (Figures & Record<string, unknown>) | null;
  strip: Strip | null;
  parameters: Parameters | null;
  versions: { version: number; until: string; replaced_by: string | null; automation: unknown }[];
  difference: string | null;
}

export interface Replayed {
  strip: Strip;
  figures: Figures;
  title: string;
  yaml: string;
  parameters: Parameters;
}

export interface TestAnswer {
  ok: boolean;
  steps: {
    action: string | null;
    entity_id: string | null;
    name: string | null;
    before: string | null;
    after: string | null;
    ok: boolean | null;
  }[];
  error: string | null;
  restored: string[];
  not_restored: string[];
}

export interface Run {
  run_id: string;
  trigger: string;
  status: string;
  detail: string | null;
  started: string;
  finished: string | null;
  stages: Record<string, number>;
  suggestions: number;
  tokens: number;
}

/** A sentence on a room; `area` is null for things in no room. */
export interface Fact {
  area?: string | null;
  title?: string;
  message: string;
}

export interface Health {
  running: boolean;
  progress: number | null;
  runs: Run[];
  days: number | null;
  near_misses: Fact[];
  quiet: Fact[];
  missing_sensors: Fact[];
  causes: Record<string, number>;
  tokens: {
    month: number;
    cost: number | null;
    currency: string;
    cap_day: number;
    cap_month: number;
  } | null;
}

export interface Asked {
  suggestions?: Card[];
  question?: string;
  choices?: string[];
  conversation_id?: string;
  message?: string;
  reason?: string;
}

export type Told =
  | { event: "suggestion"; type: string; suggestion_id: string }
  | { event: "run"; running: boolean; progress: number | null };

/** Send a command of AI Automation; rejects with a Failure. */
export function ask<T>(
  hass: Hass,
  command: string,
  fields: Record<string, unknown> = {},
): Promise<T> {
  return hass.connection.sendMessagePromise<T>({ type: `ai_automation/${command}`, ...fields });
}

/** Hear of changed suggestions and of the progress of runs. */
export function listen(hass: Hass, callback: (event: Told) => void): Promise<() => Promise<void>> {
  return hass.connection.subscribeMessage<Told>(callback, { type: "ai_automation/subscribe" });
}

/** Return what an error says. */
export async function sentence(hass: Hass, error: unknown): Promise<string> {
  const { message, translation_key: key, translation_placeholders: placeholders } = error as Failure;
  const plain = message ?? String(error);
  if (!key || !hass.loadBackendTranslation) return plain;
  const localize = await hass.loadBackendTranslation("exceptions", "ai_automation");
  return localize(`component.ai_automation.exceptions.${key}.message`, placeholders ?? {}) || plain;
}
