"""The phrases of our pages, in Russian: the keys and values of `en.py`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PHRASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "verdict.breach": "нарушение",
        "verdict.excepted": "исключение",
        "verdict.no_breach": "нет нарушения",
        "verdict.out_of_scope": "вне охвата",
        "verdict.undetermined": "не установлено",
        "basis.one_party_against_other": "слово одной стороны против другой",
        "basis.one_third_party": "одна третья сторона",
        "basis.independent_several": "несколько независимых источников",
        "basis.admitted_by_own_side": "признано своей стороной",
        "basis.verified_by_mission": "проверено миссией",
        "basis.agreed_by_sides": "согласовано сторонами",
        "grade.surveyed": "измеренная точка",
        "grade.settlement": "точка населённого пункта",
        "grade.reported": "координата, как её напечатал источник",
        "grade.proxy": "ближайшее место с источником",
        "grade.estimate": "оценка без источника",
        "grade.region": "заменяет целую область",
        "state.pending": "ещё не наступило",
        "state.due": "срок идёт",
        "state.performed": "исполнено",
        "state.partly_performed": "исполнено частично",
        "state.not_performed": "не исполнено",
        "state.disputed": "спорно",
        "state.undetermined": "не установлено",
        "state.superseded": "заменено другим",
        "standing.breach": "нарушение при любом прочтении",
        "standing.breach_under_some_reading": "нарушение при некоторой позиции, но не при всяком прочтении",
        "standing.turns_on_a_reading": (
            "возможно нарушение: зависит от прочтения, которого не держится ни одна позиция"
        ),
        "standing.undetermined": "не установлено",
        "standing.excepted": "исключение",
        "standing.none": "нарушение не найдено или ни одно положение не применимо",
        "text_status.signed": "подписанный текст",
        "text_status.draft": "проект",
        "text_status.press_paraphrase": "пересказ прессы",
        "text_status.our_paraphrase": "наш пересказ",
        "text_status.known_not_held": "известно, что существует; текста у нас нет",
        "check.what": "относится ли действие к предмету положения",
        "check.who": "лежит ли обязанность на действовавшем",
        "check.where": "было ли это внутри зоны положения",
        "check.when": "действовало ли положение",
        "check.unless": "применимо ли исключение",
        "answer.yes": "да",
        "answer.no": "нет",
        "answer.partly": "только с вероятностью",
        "answer.cannot_tell": "нельзя сказать",
        "unverified.clause": "положение",
        "unverified.instrument": "документ",
        "unverified.listing": "включение в список:",
        "unverified.bond": "что связывает:",
        "exception.excepted_by": "исключено положением",
        "exception.exception": "под вопросом исключение:",
        "reason.unverified": "не проверено: {what}",
        "reason.too_many_readings": "сочетаний прочтений слишком много, чтобы испытать все",
        "reason.exceptions_conflict": (
            "могут действовать и оправдание, и запрет всякого оправдания; текст не говорит, что уступает"
        ),
        "reason.claimed_by": "заявляет {side}: {says}",
        "reason.some_reading": "при некотором прочтении: {state}",
        "reason.sides_differ": "стороны расходятся",
        "reason.sides_agree": "стороны согласны",
        "reason.sides_speak_of_different_bearers": "стороны говорят о разных обязанных",
        "reason.verified_by_mission": "проверено миссией",
        "reason.nobody_says": "никто не говорит",
        "reason.third_party_only": "только третья сторона",
        "reason.before_deadline": "до срока",
        "reason.not_yet_owed": "обязанности ещё нет",
        "reason.no_longer_owed": "обязанности уже нет",
        "reason.own_accounts_differ": "рассказы стороны ({side}) расходятся между собой",
        "actor.unknown": "не известно",
        "actor.or": " или ",
        "actor.with": " вместе с ",
        "position.every": "все позиции",
        "time.not_stated": "не указано",
        "time.no_limit": "предел не указан",
        "time.not_known": "время не известно",
        "time.interval": "{start} – {end}",
        "time.always": "всё время",
        "time.until": "до {end}",
        "time.from": "с {start}",
        "time.not_before": "не ранее {day}",
        "place.not_known": "место не известно",
        "place.within": "в пределах {distance}",
        "unit.m": "{n} м",
        "unit.km": "{n} км",
        "manner.asserts": "утверждает",
        "manner.self_claim": "заявляет как своё действие",
        "manner.hearsay": "передаёт с чужих слов",
        "manner.infers": "заключает",
        "manner.denies": "отрицает",
        "matter_kind.agreement": "соглашения",
        "matter_kind.statement": "заявления",
        "matter_kind.stance": "отношение",
        "matter_kind.withdrawal": "отвод",
        "matter_kind.shelling": "обстрелы",
        "matter_kind.air_strike": "удары с воздуха",
        "matter_kind.ground_attack": "наземные атаки",
        "matter_kind.explosion": "взрывы",
        "matter_kind.patrol": "патрули",
        "matter_kind.protest": "протесты",
        "matter_kind.control": "контроль",
        "matter_kind.encirclement": "окружение",
        "matter_kind.count": "подсчёты",
        "matter_kind.humanitarian": "гуманитарное",
        "matter_kind.institutions": "учреждения",
        "matter_kind.non_hostile": "не враждебное",
        "speaker.party_statement": "заявление стороны",
        "speaker.party_aligned": "близко к стороне",
        "speaker.third_party": "третья сторона",
        "speaker.self_claim": "о собственных действиях",
        "speaker.relay": "передаёт других",
        "attitude.accepts": "принимает",
        "attitude.rejects": "отвергает",
        "attitude.conditional": "с условием",
        "attitude.ambiguous": "неоднозначно",
        "attitude.silent": "молчит",
        "evidence.own_statement": "собственное заявление",
        "evidence.own_conduct": "выведено из поведения",
        "evidence.named_source": "названный источник",
        "evidence.reading": "прочтение его заявления",
        "evidence.press": "пресса",
        "evidence.unnamed_sources": "неназванные источники",
        "outcome.full": "весь маршрут",
        "outcome.shortened": "сокращён",
        "outcome.turned_back": "повернул назад",
        "outcome.attacked": "подвергся нападению",
        "outcome.held": "состоялся; докуда, не сказано",
        "outcome.not_stated": "не указано",
        "patrol_test.set_out": "выполнен, если вышел",
        "patrol_test.reached_end": "выполнен, если дошёл до другого конца",
        "patrol_test.both_throughout": "выполнен, если оба были на нём до другого конца",
        "patrol_way.set_out": "совместные выходы, которые начались",
        "patrol_way.reached_end": "совместные выходы, дошедшие до другого конца",
        "patrol_way.both_throughout": "выходы, на которых оба были до другого конца",
        "passed.observed": "по рассказам, пройдено",
        "passed.not_observed": "о дошедшем туда патруле не рассказано",
        "passed.access_denied": "патруль остановлен перед ним",
        "passed.not_known": "сказать нельзя",
        "befell.killed": "погибшие",
        "befell.wounded": "раненые",
        "befell.missing": "пропавшие",
        "befell.affected": "пострадавшие",
        "befell.treated": "получившие помощь",
        "befell.captured": "пленные",
        "befell.displaced": "перемещённые",
        "befell.returned": "вернувшиеся",
        "aspect.control": "контроль",
        "aspect.administration": "управление",
        "aspect.services": "службы",
        "aspect.population": "население",
        "holds.held": "удерживает",
        "holds.contested": "ведёт за него бой",
        "holds.entered": "входит",
        "holds.left": "уходит",
        "holds.claimed": "заявлено и отрицается",
        "presence.present": "есть",
        "presence.partly": "есть частично",
        "presence.absent": "нет",
        "presence.returning": "возвращается",
        "presence.left_again": "снова ушло",
        "seen.observed": "наблюдалось",
        "seen.zero": "наблюдалось, ничего не замечено",
        "seen.not_observed": "не наблюдалось",
        "seen.access_denied": "в доступе отказано",
        "issue.open": "открыт",
        "issue.discussed": "обсуждался",
        "issue.agreed": "согласован",
        "issue.inconclusive": "без итога",
        "issue.settled": "решён",
        "issue.not_confirmed": "не подтверждён",
        "notice.told": "известил {notified}: {of}",
        "notice.not_told": "не известил {notified}: {of}",
        "figure.range": "от {low} до {high}",
        "figure.at_least": "не менее {low}",
        "figure.at_most": "не более {high}",
        "figure.none": "число не названо",
        "side.none": "без стороны",
        "side.mission": "миссия",
        "heading.summary": "Кратко",
        "heading.map": "Карта",
        "heading.breaches": "Нарушения при любом прочтении",
        "heading.some_reading": "Нарушения лишь при некоторых прочтениях",
        "heading.named_position": "Нарушение при названной здесь позиции",
        "heading.no_position": "Возможно нарушение: решающего прочтения не держится ни одна позиция",
        "heading.undetermined": "Не установлено",
        "heading.excepted": "Исключения",
        "heading.counts": "Положения и позиции",
        "heading.obligations": "Обязательства",
        "heading.own_words": "Что говорит каждая сторона",
        "heading.told": "Утверждения и встречные утверждения",
        "heading.counted": "Подсчёты, заявленные стороной, рядом с этой записью",
        "heading.stances": "Кто что принимает",
        "heading.posts": "Посты и патрули",
        "heading.patrols": "Журнал патрулей",
        "heading.strip": "Патрули вдоль маршрута",
        "heading.strip_done": "Засчитываются ли они?",
        "heading.strip_numbers": "Где нумерации расходятся",
        "heading.strip_seen": "Что было видно, по отрезкам и неделям",
        "heading.returns": "Контроль, управление, службы, население",
        "heading.figures": "Гуманитарные числа",
        "heading.effort": "Кто что мог наблюдать",
        "heading.issues": "Открытые вопросы",
        "heading.reservations": "Оговорки, внесённые заранее",
        "heading.ambiguities": "Что текст оставляет открытым",
        "heading.instruments": "Документы",
        "heading.gaps": "Что нельзя закодировать",
        "heading.faults": "Что не удалось прочесть",
        "heading.receipt": "Квитанция",
        "heading.deciding": "Решающие здесь вопросы и их прочтения",
        "column.input": "источник данных",
        "column.reader": "чем прочтено",
        "column.rows": "строки",
        "column.claims": "утверждения",
        "column.faults": "ошибки",
        "column.days": "дни",
        "column.kinds": "виды событий, его словами",
        "column.incident": "инцидент",
        "column.when": "когда (UTC)",
        "column.where": "где",
        "column.act": "действие",
        "column.by": "кто",
        "column.clause": "положение",
        "column.basis": "основание",
        "column.chance": "вероятность нарушения",
        "column.verdict": "вывод по позициям",
        "column.decides": "что решает",
        "column.why": "почему",
        "column.position": "позиция",
        "column.obligation": "обязательство",
        "column.state": "состояние",
        "column.during": "когда",
        "column.share": "доля",
        "column.who_says": "кто что говорит",
        "column.matter": "предмет",
        "column.window": "опубликованный подсчёт",
        "column.unit": "что считают",
        "column.publisher": "кто опубликовал",
        "column.parts": "подсчёт каждой стороны по провинциям",
        "column.in_record": "инциденты в этой записи в тот день (выборка)",
        "column.observed": "что каждая могла наблюдать",
        "column.actor": "участник",
        "column.attitude": "отношение",
        "column.evidence": "на чём основано",
        "column.since": "с какого дня",
        "column.who_reads": "кто и какими словами говорит",
        "column.also_said": "также сказано, не принято за основу",
        "column.before": "раньше",
        "column.post": "пост",
        "column.official_no": "официальный номер",
        "column.sequence_no": "порядок создания",
        "column.held_by": "чей",
        "column.place": "место",
        "column.day": "день",
        "column.crews": "участники",
        "column.numbers": "номер каждой стороны",
        "column.patrol_told": "докуда и почему, по сторонам",
        "column.far": "докуда, по каждому рассказу",
        "column.month": "месяц",
        "column.week": "неделя с",
        "column.outings": "выходы",
        "column.what": "что",
        "column.definition": "кого и как считают",
        "column.figure": "число",
        "column.period": "период",
        "column.source": "источник",
        "column.observer": "наблюдатель",
        "column.answer": "ответ",
        "column.issue": "вопрос",
        "column.instrument": "документ",
        "column.says": "что сказано",
        "column.file": "файл",
        "column.line": "строка",
        "column.remedy": "как исправить",
        "page.kind": "Бюллетень Truceline",
        "page.title": "{casebook}: бюллетень, вычислено, не определено",
        "page.banner": (
            "Вычислено, не определено. Каждый вывод здесь зависит от рассказа, на котором основан, и от "
            "прочтения текста; никто этого не решал."
        ),
        "page.not_translated": (
            "Тексты, примечания и слова источников даны на том языке, на котором хранятся."
        ),
        "page.computed": "Вычислено, не определено.",
        "page.told": "Рассказано, не определено.",
        "page.none": "Нет.",
        "fact.rows": "строк прочтено; источников данных: {n}",
        "fact.claims": "утверждений прочтено из них",
        "fact.incidents": "инцидентов оценено",
        "fact.faults": "ошибок:",
        "fact.faults_link": "непрочтённые строки",
        "fact.days": "первый и последний упомянутый день",
        "read.caption": "Что прочтено. Число говорит, что есть в данных, а не всё, что произошло.",
        "read.none_stated": "не указаны",
        "read.positions": (
            "Позиции: {names}. Позиция держится прочтения открытого вопроса, только если найдено "
            "заявление, иначе никакого."
        ),
        "read.day": "Отчётный день: с {start} по часам {zone}.",
        "read.on": "Запрошенный день: {on}.",
        "read.as_of": "Как было известно на {as_of}.",
        "read.hindsight": (
            "Написано задним числом: заголовки и примечания. В них может быть больше, чем было известно на "
            "{as_of}."
        ),
        "read.threshold": (
            "Вывод называется при нижнем значении от {yes}: это условность показа, а не стандарт доказывания."
        ),
        "summary.every_reading": "Нарушение при любом прочтении:",
        "summary.every_reading_n": (
            "инцидентов: {incidents} из {all} оценённых; выводов: {findings} (инцидент, один рассказ о "
            "нём и одно положение)."
        ),
        "summary.some_reading": "Нарушение лишь при некоторых прочтениях:",
        "summary.some_reading_n": (
            "при названной здесь позиции инцидентов: {incidents}, выводов: {findings}; зависит от "
            "прочтения, которого не держится ни одна позиция, инцидентов: {turning}, выводов: "
            "{turning_findings}. Инцидент может входить в несколько этих чисел."
        ),
        "summary.gaps": (
            "Что нельзя закодировать, сказывается на этих числах: объявленных пробелов, касающихся "
            "сосчитанного здесь положения: {n} из {all}. Построенные тексты не обязательно одинаково "
            "охватывают все стороны."
        ),
        "summary.gaps_link": "Все они, под числами",
        "summary.no_gaps": "Ни один объявленный пробел не касается сосчитанного здесь положения.",
        "map.title": "Зоны и инциденты",
        "map.about": (
            "Зоны при каждом прочтении и инциденты по самому тяжёлому выводу. Вычислено, не определено."
        ),
        "map.legend": (
            "Нанесено: {drawn} из {all} инцидентов, каждый по самому тяжёлому выводу по рассказам, "
            "положениям и позициям. Вне карты: {outside}; без известного места: {unplaced}. Более крупный "
            "знак: несколько в одной точке. Зоны нанесены при каждом прочтении слов, которые их образуют; "
            "где контуры расходятся, текст открыт. Подложки нет."
        ),
        "map.gaps": "Где знаки есть и где их нет, следует читать вместе с тем, что нельзя закодировать:",
        "map.nothing": "Наносить нечего: в сборнике нет зон, и ни у одного инцидента нет известного места.",
        "map.shapes": "(контуров по прочтениям: {n})",
        "map.north": "С",
        "posts.title": "Посты и патрули",
        "posts.about": (
            "Наблюдательные посты, маршрут патрулей и докуда, как говорят, дошёл каждый. Рассказано, не "
            "определено."
        ),
        "posts.lead": (
            "Рассказано, не определено. Полый знак с пунктирным кольцом не точное место: истинная точка "
            "где-то внутри кольца. Нанесено постов: {posts} из {all_posts}; патрулей, чей предел можно "
            "нанести: {patrols} из {all_patrols}."
        ),
        "posts.fix": "пост, в точке населённого пункта или измеренной",
        "posts.proxy": "пост, место не точно: внутри кольца",
        "posts.route": "маршрут: {name}",
        "posts.reach": "дальний предел патрулей; число показывает, сколько там закончилось",
        "posts.reach_proxy": "дальний предел, место не точно",
        "posts.numbers": "{name}; официальный номер: {official}; порядок создания: {sequence}",
        "posts.reach_says": "{place}: {days}",
        "posts.none": "В сборнике нет поста или патруля, который можно нанести.",
        "patrols.lead": (
            "Рассказано, не определено. Номер даёт сторона; это не ключ, и номера сторон могут "
            "расходиться. Выездов: {n}."
        ),
        "patrols.none": "В записи нет патруля за эти дни.",
        "patrols.same": "одинаковы",
        "patrols.differ": "расходятся",
        "patrols.derived": "выведено",
        "patrols.to": "до: {place}",
        "patrols.because": "причина: {reason}",
        "strip.lead": (
            "Вычислено из рассказанного, не установлено. Каждая линия показывает, докуда дошёл выход,"
            " по словам рассказчика; бледный конец её погрешность (0.95). У разных рассказов свои "
            "линии. Фон говорит, что патрули могли видеть на каждом отрезке в каждую неделю: место "
            "без знака не спокойно там, куда никто не пришёл. Длина маршрута:"
        ),
        "strip.title": "Патрули: километр маршрута и день",
        "strip.about": (
            "Дни идут вниз, километры от начала маршрута вправо. Всё нарисованное есть в таблицах "
            "ниже. Вычислено, не установлено."
        ),
        "strip.none": "В записях за эти дни нет патруля по маршруту этого свода.",
        "strip.accounts": "{who}: собственные слова или близкие источники",
        "strip.key_unknown": "докуда, никто не говорит",
        "strip.key_turned": "сокращён или повернул назад",
        "strip.key_attacked": "там подвергся нападению; докуда шёл дальше, не сказано",
        "strip.key_ends": "конец маршрута, по прочтению",
        "strip.near": "Не дальше {near} от маршрута, по этим записям; черта показывает погрешность места:",
        "strip.unknown": "докуда, не сказано",
        "strip.reach": "до {km} км (от {low} до {high}), {share} маршрута",
        "strip.at_least": (
            "не меньше чем до {km} км (от {low} до {high}), {share} маршрута; там подвергся нападению"
        ),
        "strip.share": "{states} (доля выполненных: от {low} до {high})",
        "strip.told": "{who} рассказывает: {states}",
        "strip.done_lead": (
            "К чему приходит каждый выход при каждом условии, которое можно поставить патрулю. Он "
            "исполнен, только если обе стороны рассказывают одно и то же или миссия проверила; "
            "рассказанное одной остаётся её утверждением. Ни один рассказ в этих записях не может "
            "показать, что обе стороны были на патруле весь путь; треки могли бы."
        ),
        "strip.numbers_lead": (
            "Номер никогда не ключ. От одного номера стороны до следующего считаются совместные "
            "выходы этих записей. Никто не говорит, как считает сторона, и способ счёта, который даёт"
            " её номера, не обязательно её собственный."
        ),
        "strip.left_out": (
            "{who}: от номера {before} до {number} ({day}) счёт вырос на {rose}, а совместных выходов"
            " здесь рассказано {n}. Не засчитано ею: {more} из {which}."
        ),
        "strip.lacking": (
            "{who}: от номера {before} до {number} ({day}) счёт вырос на {rose}, а совместных выходов"
            " здесь рассказано {n}. Засчитано ею, а здесь не рассказано: {more}."
        ),
        "strip.gap": "{day}: {one} {number}, {other} {other_number}; разницу составляют эти шаги.",
        "strip.fit": (
            "{who}: ближе всего к её номерам такой счёт: {way}; он даёт {met} из {all}. Если не "
            "считать подвергшиеся нападению или сокращённые, выходит самое большее {less}."
        ),
        "strip.way_alone": "и те, что одна сторона провела сама",
        "strip.way_doubtful": "и те, об участниках которых рассказывают по-разному",
        "strip.way_not_doubtful": "без тех, об участниках которых рассказывают по-разному",
        "strip.way_not_attacked": "без подвергшихся нападению",
        "strip.way_not_cut_short": "без сокращённых",
        "strip.seen_lead": (
            "Отрезок считается пройденным в неделю, если по какому-то рассказу патруль ушёл дальше "
            "его конца с учётом погрешности и ни один другой рассказ о нём не кончается раньше. Что "
            "никто не пришёл, сказано только о рассказанных здесь патрулях. Патруль видит дорогу час,"
            " а не неделю."
        ),
        "table.cut": "Показаны первые {shown} из {all}; все строки в findings.parquet.",
        "table.folded": "выводов: {findings}; инцидентов: {incidents}",
        "breaches.lead": (
            "Вычислено, не определено: нарушение при всяком сочетании прочтений, если рассказ верен."
        ),
        "some_reading.lead": (
            "Вычислено, не определено: один и тот же рассказ есть нарушение или нет, смотря как читать текст."
        ),
        "turning.lead": (
            "Вывод различается по прочтениям, и верхнее значение нарушения достигает порога. Кроме того, "
            "в рассказе что-то может быть неизвестно."
        ),
        "undetermined.lead": "Вычислено, не определено. Что-то нужное для вывода не известно.",
        "excepted.lead": (
            "Вычислено, не определено. Действие из запрещённых положением, и действует исключение."
        ),
        "row.account": "рассказ: {account}",
        "row.told_by": "говорит {who}",
        "row.denied_by": "отрицает {who}",
        "row.answered_for": "отвечает за него {who}",
        "row.local": "{days} по часам {zone}",
        "row.checks": "проверки",
        "row.together": "несколько вопросов вместе; ни один в отдельности",
        "row.unverified": "не проверено: {what}",
        "row.no_reason": "Сборник не называет причины.",
        "row.our_paraphrase": "положение в нашем пересказе",
        "counts.lead": (
            "Инциденты, у которых хотя бы один рассказ даёт такой исход и нижнее значение достигает "
            "{thresholds}: условности рядом. Вычислено, не определено. Инцидентов, к которым не применимо "
            "ни одно положение: {without} из {all}."
        ),
        "counts.none": "Ни одно положение не применимо ни к одному инциденту.",
        "counts.gaps": "Что нельзя закодировать в сосчитанных здесь положениях",
        "counts.gap_clauses": "Положения: {names}.",
        "obligations.lead": (
            "Что следовало сделать и кто что об этом говорит. Исполнено лишь там, где так говорят обе "
            "стороны или миссия. Вычислено, не определено."
        ),
        "obligations.title": "Обязательства во времени",
        "obligations.about": "По полосе на каждое обязательство и позицию; те же состояния в таблице ниже.",
        "obligations.our_words": "(нашими словами)",
        "obligations.nobody": "не найдено никого, кто бы что-то сказал",
        "obligations.none": "В сборнике нет обязательства, за которым следят.",
        "obligations.own_words": (
            "Рассказано, не определено: слова записи о каждом обязательстве по говорящей стороне."
        ),
        "word.for": "{by}, за: {side}",
        "word.for_mission": "{by}, за миссию",
        "word.third": "{by}, третья сторона",
        "word.of": "о {who}",
        "word.if": "{says}, если {ambiguity} читать как {reading}",
        "told.lead": (
            "Рассказано, не определено. Строка на каждый предмет, столбец на каждую сторону; страницы с "
            "одним голосом сосчитаны, но не повторены. Оценка вроде F6 есть буква источника и цифра "
            "утверждения; F6: нет основания судить. Отрицание приводится и не меняет ни одного числа. "
            "«Иначе в» называет утверждение, которое не может быть верно вместе с ним и о нём не говорит."
        ),
        "told.n": "предметов: {matters}; голосов: {voices}; страниц: {pages}",
        "told.none": "В записи нет утверждений за эти дни.",
        "told.only_on": (
            "Только предметы, которые могут прийтись на запрошенный день; предмет без известного дня "
            "остаётся."
        ),
        "told.pages": "страниц: {n}",
        "told.through": "через {who}",
        "told.leans": "склоняется: {side}",
        "told.hedged": "с оговоркой {words}",
        "told.graded": "оценка {grade}",
        "told.denied_in": "отрицается в {which}",
        "told.against": "отрицает {which}",
        "told.otherwise": "иначе в {which}",
        "told.silent": "ничего не найдено",
        "told.no_denial": "Связанного отрицания нет.",
        "told.tolls": "Потери по источнику и времени",
        "told.moment": "число {n}",
        "told.beforehand": "Извещали заранее или нет",
        "told.open": "Открыто:",
        "counted.lead": (
            "Рассказано, не определено. За подсчётом стороны нет списка событий; инциденты этой записи "
            "есть нечто иное и стоят рядом. Запись есть выборка, а не обследование: не записано здесь не "
            "значит, что не произошло. Части никогда не складываются. Подсчётов: {n}."
        ),
        "counted.none": "В записи нет подсчёта, заявленного стороной, за эти дни.",
        "counted.title": "Подсчёты по дням: часть каждой стороны рядом с инцидентами этой записи",
        "counted.about": (
            "На каждый датированный подсчёт действий по столбику на сторону и столбик для инцидентов этой "
            "записи в тот день, если они есть. Никогда не складываются."
        ),
        "counted.in_record": "инциденты в этой записи",
        "counted.none_recorded": "здесь не записано",
        "counted.no_bar": "нет столбика: здесь не записано; запись не обследование",
        "counted.acts": "Подсчёты действий",
        "counted.others": "Другие подсчёты",
        "counted.others_lead": (
            "Оружие, посты, люди, группы и подобное: инциденты этой записи им не мера и рядом не стоят."
        ),
        "counted.undated": "без даты",
        "counted.not_drawn": "Подсчёты без дня или числа стоят только в таблице.",
        "counted.whole": "всего",
        "counted.no_number": "не указано",
        "counted.disjoint": "итоги равны, провинции разные: это не могут быть одни и те же события",
        "counted.not_stated": "Что каждая могла наблюдать, не указано.",
        "counted.own": "самого издателя",
        "stances.lead": (
            "Рассказано, не определено. Сначала идёт то, что участник сказал сам, затем то, что выведено "
            "из его поведения; более слабые свидетельства стоят рядом и за основу не берутся. Пустая "
            "клетка значит, что ничего не найдено; это не то же, что молчание."
        ),
        "stances.at": "На конец {day}.",
        "stances.last": "По последним известным данным.",
        "stances.none": "В записи нет отношения за эти дни.",
        "stances.readings": "прочтений одного заявления: {n}",
        "stances.no_statement": "заявление участника не известно",
        "returns.lead": (
            "Рассказано, не определено. Кто держит землю, кто управляет, кто обслуживает и кто там живёт "
            "суть четыре вопроса. Строка на каждое место и вопрос, столбец на говорящую сторону."
        ),
        "returns.none": "В записи нет ничего о контроле, управлении или населении за эти дни.",
        "figures.lead": (
            "Рассказано, не определено. Число принадлежит своему источнику, своему периоду и определению; "
            "числа не складываются."
        ),
        "figures.none": "В записи нет гуманитарных чисел за эти дни.",
        "figures.whose": "как говорят, дело рук {who}",
        "effort.lead": "Ничего не замечено, не наблюдалось и в доступе отказано суть три ответа.",
        "effort.none": (
            "Запись не говорит, кто что мог наблюдать в эти дни. Без этого ни одно число здесь нельзя "
            "сравнивать с другим."
        ),
        "issues.lead": (
            "Вопросы, о которых договариваются вне текстов, и их состояние по каждому источнику. "
            "Рассказано, не определено."
        ),
        "issues.none": "В записи нет открытого вопроса.",
        "issues.no_state": "О состоянии ничего не найдено.",
        "reservations.none": "Оговорок не найдено.",
        "reservations.lead": "Рассказано, не определено.",
        "ambiguities.lead": "Прочтениям не даётся вероятность, и они никогда не усредняются.",
        "ambiguities.n": (
            "Вопросов: {questions}; прочтений: {readings}; из них тех, о которых не найдено заявления, что "
            "кто-либо их держится: {unheld}."
        ),
        "ambiguities.decides": (
            "Решает здесь выводов: {findings} (инцидент, рассказ, положение и позиция); инцидентов: "
            "{incidents}."
        ),
        "ambiguities.clauses": "Зависящие положения: {names}.",
        "ambiguities.zones": "Зоны: {names}.",
        "ambiguities.others": "Кроме того: {names}.",
        "ambiguities.nothing": "От него не зависит ни положение, ни зона, ни связь, ни дата.",
        "ambiguities.none": "Ничего не объявлено.",
        "reading.held_by": "Держится: {who}.",
        "reading.nobody": "Не найдено заявления кого-либо, кто бы этого держался.",
        "reading.grounds": "Основания: {grounds}",
        "reading.source": "Источник: {sources}",
        "reading.ruled": "Решено {on}, кем: {by}:",
        "reading.not_ruled": "Никто не решил.",
        "instrument.signed": "подписан или объявлен: {day}",
        "instrument.published": "опубликован: {day}",
        "instrument.not_known": "не известно",
        "instrument.in_force": "Действует: {when}.",
        "instrument.ended": "Окончание: {when}.",
        "instrument.no_end": "окончание не известно",
        "instrument.no_text": "Текста ни в одной версии у нас нет.",
        "gaps.none": "Пробелов не объявлено.",
        "faults.in_all": "Ошибок всего: {n}",
        "faults.first": "Ошибок всего: {n}; первые {shown}:",
        "faults.no_line": "нет",
        "faults.none": "Прочтены все строки.",
        "faults.no_input": "Ничего не прочтено.",
        "faults.unmatched": "Имён, которые не подошли ни одному участнику и взяты как неизвестные: {n}.",
        "faults.more": "и ещё {n}",
        "receipt.same": "Одни и те же данные дают одну и ту же сумму.",
        "receipt.digest": "контрольная сумма",
        "receipt.casebook": "сборник {id}",
        "receipt.credits": "Использованные данные: {credits}",
        "scope.days": "Прочтено за дни: {days}.",
        "scope.all": "Прочтено за все дни записи.",
    }
)
