import type { Rooms as Wants } from "./api";
import { useApp, useJSON } from "./app";
import { chance, levelWord } from "./words";

// SHOWN is how many fights and how many moves are listed.
const SHOWN = 4;

// Rooms says which targets fight for the same rooms, and which single rooms would
// help to meet all of them.
export function Rooms() {
  const { words, name } = useApp();
  const rooms = useJSON<Wants>("rooms");
  if (!rooms || (rooms.fights.length === 0 && rooms.moves.length === 0)) return null;
  const indicator = (key: string) => words.or(`indicator.${key}`, key);
  return (
    <div class="rooms">
      {rooms.fights.length > 0 && (
        <>
          <h3>{words.sentence("rooms.fights", { year: rooms.fights[0]!.school_year })}</h3>
          <ul>
            {rooms.fights.slice(0, SHOWN).map((f) => (
              <li key={f.raised + f.lowered}>{words.sentence("rooms.fight", { raised: indicator(f.raised), lowered: indicator(f.lowered), n: f.rooms })}</li>
            ))}
          </ul>
        </>
      )}
      {rooms.moves.length > 0 && (
        <>
          <h3>{words.sentence("rooms.moves", { year: rooms.moves[0]!.school_year })}</h3>
          <ul>
            {rooms.moves.slice(0, SHOWN).map((m) => (
              <li key={m.site_code + m.from + m.to}>
                {words.sentence("rooms.move", {
                  area: name(m.area_code),
                  site: m.site_name || m.site_code,
                  from: levelWord(words, m.from),
                  to: levelWord(words, m.to),
                  before: chance(m.joint_before),
                  after: chance(m.joint_after),
                })}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
