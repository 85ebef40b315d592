/** The words of the panel, a table a language. */
import { de } from "./words-de";
import { en, type Table } from "./words-en";
import { es } from "./words-es";
import { fr } from "./words-fr";
import { nl } from "./words-nl";
import type { Hass } from "./api";

const TABLES: Record<string, Table> = { en, de, fr, es, nl };

export interface Words {
  language: string;
  /** Return a sentence, with its parts put in. */
  say(key: keyof Table, parts?: Record<string, string | number>): string;
  /** Return the word for one of the API's own names, such as a status. */
  name(group: string, value: string): string;
  date(iso: string): string;
  moment(iso: string): string;
}

/** Return the words in the language of who looks. */
export function wordsFor(hass: Hass): Words {
  const language = hass.locale?.language ?? hass.language ?? "en";
  const table = TABLES[language.split("-")[0]] ?? en;
  const fill = (text: string, parts: Record<string, string | number> = {}) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => String(parts[name] ?? ""));
  return {
    language,
    say: (key, parts) => fill(table[key] ?? en[key], parts),
    name: (group, value) =>
      (table as Record<string, string>)[`${group}_${value}`] ??
      (en as Record<string, string>)[`${group}_${value}`] ??
      value,
    date: (iso) =>
      new Intl.DateTimeFormat(language, {
        weekday: "short",
        day: "numeric",
        month: "short",
        timeZone: "UTC",
      }).format(new Date(`${iso}T00:00:00Z`)),
    // The clock of the home is in the text itself.
    moment: (iso) => `${iso.slice(0, 10)} ${iso.slice(11, 16)}`,
  };
}
