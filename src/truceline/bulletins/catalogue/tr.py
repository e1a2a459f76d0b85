"""The phrases of our pages, in Turkish: the keys and values of `en.py`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PHRASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "verdict.breach": "ihlal",
        "verdict.excepted": "istisna",
        "verdict.no_breach": "ihlal yok",
        "verdict.out_of_scope": "kapsam dışı",
        "verdict.undetermined": "belirlenemedi",
        "basis.agreed_by_sides": "taraflarca mutabık kalındı",
        "basis.verified_by_mission": "misyonca doğrulandı",
        "basis.admitted": "fiili işleyen kendisi kabul etti",
        "basis.independent_several": "birkaç bağımsız kaynak",
        "basis.one_third_party": "tek bir üçüncü taraf",
        "basis.told_by_guarantor": "fiili işleyenin garantörü anlattı",
        "basis.told_by_own_media": "fiili işleyenin kendi tarafının medyası anlattı",
        "basis.one_party_against_other": "bir tarafın sözü, kendi fiili hakkında değil",
        "basis.source_unclear": "kimin sözü olduğu belirsiz",
        "part.act": "olayın gerçekleştiği",
        "part.who": "kimin yaptığı",
        "part.whom": "kime karşı",
        "part.where": "nerede",
        "part.when": "ne zaman",
        "part.toll": "kayıplar",
        "part.notice": "bildirimde bulunulduğu",
        "part.reason": "neden",
        "grade.surveyed": "ölçülmüş nokta",
        "grade.settlement": "yerleşimin noktası",
        "grade.reported": "bir kaynağın bastığı koordinat",
        "grade.proxy": "kaynağı olan en yakın yer",
        "grade.estimate": "kaynaksız tahmin",
        "grade.region": "bütün bir bölgenin yerine geçer",
        "grade.unstated": "kesinliği belirtilmemiş koordinat",
        "state.pending": "henüz yükümlülük yok",
        "state.due": "süresi işliyor",
        "state.performed": "yerine getirildi",
        "state.partly_performed": "kısmen yerine getirildi",
        "state.not_performed": "yerine getirilmedi",
        "state.disputed": "ihtilaflı",
        "state.undetermined": "belirlenemedi",
        "state.superseded": "yerini başkası aldı",
        "state.ended": "sona erdi",
        "headline.breach_on_all_accounts": "her okumaya göre ihlal, bütün anlatımlarda",
        "headline.breach_on_some_accounts": "her okumaya göre ihlal, bazı anlatımlarda",
        "headline.if_in_force": (
            "sürdüğü karara bağlanmamış bir metnin iki tarafı hâlâ bağladığı varsayılırsa ihlal"
        ),
        "headline.depends_on_a_reading": "bir okumaya bağlı",
        "headline.fact_missing": "bir olgu eksik",
        "headline.none": "bunların hiçbiri",
        "missing.who": "kimin yaptığı",
        "missing.whom": "kime karşı",
        "missing.what": "ne yapıldığı",
        "missing.where": "nerede",
        "missing.when": "ne zaman",
        "missing.unless": "bir istisnanın geçerli olup olmadığı",
        "lacking.fact": "bir olgu eksik: {facts}",
        "lacking.text": "metin açık: {questions}",
        "lacking.both": "bir olgu eksik: {facts}; metin de açık: {questions}",
        "lacking.too_many": "hangi soru olduğunu söylemek için bileşim çok fazla",
        "lacking.exceptions_conflict": "iki istisnadan hangisinin çekildiği",
        "text_status.signed": "imzalı metin",
        "text_status.draft": "taslak",
        "text_status.press_paraphrase": "basının ifadesi",
        "text_status.our_paraphrase": "bizim ifademiz",
        "text_status.known_not_held": "varlığı biliniyor, elde değil",
        "check.what": "fiil hükmün konusu mu",
        "check.who": "fail bu yükümlülüğü taşıyor mu",
        "check.where": "hükmün bölgesi içinde mi",
        "check.when": "hüküm yürürlükte miydi",
        "check.unless": "bir istisna geçerli mi",
        "answer.yes": "evet",
        "answer.no": "hayır",
        "answer.partly": "ancak bir olasılıkla",
        "answer.cannot_tell": "söylenemez",
        "unverified.clause": "hüküm",
        "unverified.instrument": "belge",
        "unverified.listing": "listeye alınma:",
        "unverified.bond": "bağlayan şey:",
        "exception.excepted_by": "istisna eden:",
        "exception.exception": "bir istisna söz konusu:",
        "reason.unverified": "doğrulanmadı: {what}",
        "reason.too_many_readings": "okumaların bileşimi hepsini denemek için fazla",
        "reason.exceptions_conflict": (
            "bir mazeret ile her mazerete engel birlikte geçerli olabilir; metin hangisinin çekildiğini "
            "söylemiyor"
        ),
        "reason.breach_under_some_reading": "bir okumaya göre ihlal",
        "reason.breach_under_every_reading_if_in_force": "metin hâlâ sürüyorduysa her okumaya göre ihlal",
        "reason.claimed_by": "{side} öne sürüyor: {says}",
        "reason.some_reading": "bazı okumalarda: {state}",
        "reason.sides_differ": "taraflar farklı söylüyor",
        "reason.sides_agree": "taraflar aynı söylüyor",
        "reason.claimed_of_own": "{side}, kendi tarafı için: {says}",
        "reason.claimed_of_other": "{side}, öteki için: {says}",
        "reason.only_inferred": "ikisi de aynı şeyi söylüyor, ama en az biri bu yükümlülüğü anmıyor",
        "reason.bearer": "{who}: {state} (bu yükümlü)",
        "reason.outing": "{on} günlü devriye",
        "reason.no_outing_told": "anlatılan devriye yok; metin ne sıklıkta olacağını söylemiyor",
        "reason.superseded_by": "yerini alan: {what}",
        "reason.speaks_of_no_bearer": "buradaki bir söz {who} hakkında; bu yükümlülük onun değil",
        "reason.no_bearer": "kimin borçlu olduğu bilinmiyor",
        "reason.verified_by_mission": "misyonca doğrulandı",
        "reason.nobody_says": "kimse bir şey söylemiyor",
        "reason.third_party_only": "yalnız üçüncü taraf",
        "reason.before_deadline": "son günden önce",
        "reason.not_yet_owed": "henüz borç değil",
        "reason.no_longer_owed": "artık borç değil",
        "reason.own_accounts_differ": "{side}: kendi anlatımları birbirinden farklı",
        "actor.unknown": "bilinmiyor",
        "actor.or": " veya ",
        "actor.with": " ile birlikte ",
        "position.every": "bütün tutumlar",
        "time.not_stated": "belirtilmemiş",
        "time.no_limit": "sınır belirtilmemiş",
        "time.not_known": "zaman bilinmiyor",
        "time.interval": "{start} – {end}",
        "time.began_between": "{start} ile {end} arasında",
        "time.always": "her zaman",
        "time.until": "{end} anına kadar",
        "time.from": "{start} anından itibaren",
        "time.not_before": "{day} tarihinden önce değil",
        "place.not_known": "yer bilinmiyor",
        "place.within": "{distance} içinde",
        "unit.m": "{n} m",
        "unit.km": "{n} km",
        "manner.asserts": "söylüyor",
        "manner.self_claim": "kendi fiili olarak bildiriyor",
        "manner.hearsay": "duyduğunu aktarıyor",
        "manner.infers": "çıkarsıyor",
        "manner.denies": "yalanlıyor",
        "matter_kind.agreement": "anlaşmalar",
        "matter_kind.statement": "açıklamalar",
        "matter_kind.stance": "yaklaşımlar",
        "matter_kind.withdrawal": "çekilme",
        "matter_kind.shelling": "top atışı",
        "matter_kind.air_strike": "hava saldırıları",
        "matter_kind.ground_attack": "kara saldırıları",
        "matter_kind.explosion": "patlamalar",
        "matter_kind.patrol": "devriyeler",
        "matter_kind.protest": "protestolar",
        "matter_kind.control": "kontrol",
        "matter_kind.encirclement": "kuşatma",
        "matter_kind.count": "sayımlar",
        "matter_kind.humanitarian": "insani durum",
        "matter_kind.institutions": "kurumlar",
        "matter_kind.non_hostile": "hasmane değil",
        "speaker.party_statement": "bir tarafın açıklaması",
        "speaker.party_aligned": "bir tarafa yakın",
        "speaker.third_party": "üçüncü taraf",
        "speaker.self_claim": "kendi fiilleri hakkında",
        "speaker.relay": "başkalarını aktarır",
        "speaker.unclear": "kimin sözü olduğu bilinmiyor",
        "attitude.accepts": "kabul ediyor",
        "attitude.rejects": "reddediyor",
        "attitude.conditional": "koşullu",
        "attitude.ambiguous": "belirsiz",
        "attitude.silent": "sessiz",
        "evidence.own_statement": "kendi açıklaması",
        "evidence.own_conduct": "davranıştan çıkarsandı",
        "evidence.named_source": "adı verilen kaynak",
        "evidence.reading": "açıklamasının bir okuması",
        "evidence.press": "basın",
        "evidence.unnamed_sources": "adı verilmeyen kaynaklar",
        "outcome.full": "güzergâhın tamamı",
        "outcome.shortened": "kısaltıldı",
        "outcome.turned_back": "geri döndü",
        "outcome.attacked": "saldırıya uğradı",
        "outcome.held": "yapıldı; nereye kadar, söylenmiyor",
        "outcome.not_stated": "belirtilmemiş",
        "patrol_test.set_out": "yola çıktıysa yapılmış sayılır",
        "patrol_test.reached_end": "öbür uca vardıysa yapılmış sayılır",
        "patrol_test.both_throughout": "ikisi de öbür uca kadar katıldıysa yapılmış sayılır",
        "patrol_way.set_out": "yola çıkan ortak devriyeler",
        "patrol_way.reached_end": "öbür uca varan ortak devriyeler",
        "patrol_way.both_throughout": "ikisinin de öbür uca kadar katıldığı devriyeler",
        "passed.observed": "geçildiği söyleniyor",
        "passed.not_observed": "oraya varan devriye anlatılmıyor",
        "passed.access_denied": "devriye ondan önce durduruldu",
        "passed.not_known": "söylenemez",
        "befell.killed": "ölü",
        "befell.wounded": "yaralı",
        "befell.missing": "kayıp",
        "befell.affected": "etkilenen",
        "befell.treated": "tedavi edilen",
        "befell.captured": "esir",
        "befell.displaced": "yerinden edilen",
        "befell.returned": "dönen",
        "aspect.control": "kontrol",
        "aspect.administration": "yönetim",
        "aspect.services": "hizmetler",
        "aspect.population": "nüfus",
        "holds.held": "elinde tutuyor",
        "holds.contested": "uğruna savaşıyor",
        "holds.entered": "giriyor",
        "holds.left": "ayrılıyor",
        "holds.claimed": "öne sürüldü ve yalanlandı",
        "presence.present": "var",
        "presence.partly": "kısmen var",
        "presence.absent": "yok",
        "presence.returning": "dönüyor",
        "presence.left_again": "yeniden ayrıldı",
        "seen.observed": "gözlendi",
        "seen.zero": "gözlendi, hiçbiri görülmedi",
        "seen.not_observed": "gözlenmedi",
        "seen.access_denied": "erişim engellendi",
        "issue.open": "açık",
        "issue.discussed": "görüşüldü",
        "issue.agreed": "anlaşıldı",
        "issue.inconclusive": "sonuçsuz",
        "issue.settled": "çözüldü",
        "issue.not_confirmed": "doğrulanmadı",
        "notice.told": "{notified} tarafına bildirdi: {of}",
        "notice.not_told": "{notified} tarafına bildirmedi: {of}",
        "figure.range": "{low} ile {high} arası",
        "figure.at_least": "en az {low}",
        "figure.at_most": "en çok {high}",
        "figure.none": "sayı verilmedi",
        "side.none": "tarafsız",
        "side.mission": "misyon",
        "heading.summary": "Özet",
        "heading.map": "Harita",
        "heading.breaches": "Her okumaya göre ihlaller",
        "heading.if_in_force": "Yürürlükte ise",
        "heading.some_reading": "Bir okumaya bağlı olanlar",
        "heading.fact_missing": "Bir olgunun eksik olduğu olaylar",
        "heading.undetermined": "Burada bir şeyi belirlemeyen öteki bulgular",
        "heading.excepted": "İstisna",
        "heading.counts": "Hükümler ve tutumlar",
        "heading.control": "Neyi kim elinde tuttu, ne değişti",
        "heading.obligations": "Yükümlülükler",
        "heading.own_words": "Her tarafın söyledikleri",
        "heading.told": "İddialar ve karşı iddialar",
        "heading.counted": "Bir tarafın öne sürdüğü sayımlar, bu kaydın yanında",
        "heading.stances": "Kim neyi kabul ediyor",
        "heading.posts": "Gözlem noktaları ve devriyeler",
        "heading.patrols": "Devriye defteri",
        "heading.strip": "Güzergâh boyunca devriyeler",
        "heading.strip_done": "Sayılır mı?",
        "heading.strip_numbers": "Numaralar nerede ayrılıyor",
        "heading.strip_seen": "Görülenler, kesim ve haftaya göre",
        "heading.returns": "Kontrol, yönetim, hizmetler, nüfus",
        "heading.figures": "İnsani durum sayıları",
        "heading.effort": "Kim neyi gözleyebilirdi",
        "heading.issues": "Açık meseleler",
        "heading.reservations": "Önceden kaydedilen çekinceler",
        "heading.ambiguities": "Metnin açık bıraktığı noktalar",
        "heading.instruments": "Belgeler",
        "heading.gaps": "Kodlanamayanlar",
        "heading.faults": "Okunamayanlar",
        "heading.receipt": "Makbuz",
        "heading.deciding": "Burada belirleyici olan sorular ve okumaları",
        "column.input": "girdi",
        "column.reader": "okuyucu",
        "column.rows": "satır",
        "column.claims": "iddia",
        "column.faults": "hata",
        "column.days": "günler",
        "column.kinds": "olay türleri, kendi sözleriyle",
        "column.incident": "olay",
        "column.when": "ne zaman (UTC)",
        "column.where": "nerede",
        "column.act": "fiil",
        "column.by": "fail",
        "column.clause": "hüküm",
        "column.basis": "dayanak",
        "column.chance": "ihlal olasılığı",
        "column.verdict": "tutuma göre sonuç",
        "column.decides": "belirleyen",
        "column.why": "neden",
        "column.position": "tutum",
        "column.obligation": "yükümlülük",
        "column.bearer": "kimin ifası",
        "bearer.whole": "bütün olarak",
        "column.state": "durum",
        "column.during": "süre",
        "column.share": "pay",
        "column.who_says": "kim ne diyor",
        "column.matter": "konu",
        "column.window": "yayımlanan sayım",
        "column.unit": "sayılan",
        "column.publisher": "yayımlayan",
        "column.parts": "her tarafın sayımı, illere göre",
        "column.in_record": "o gün bu kayıttaki olaylar (bir seçki)",
        "column.observed": "her birinin gözleyebildiği",
        "column.actor": "aktör",
        "column.attitude": "yaklaşım",
        "column.who_reads": "kim, hangi sözlerle söylüyor",
        "column.also_said": "ayrıca söylenen, esas alınmayan",
        "column.before": "öncesi",
        "column.post": "nokta",
        "column.official_no": "resmî numara",
        "column.sequence_no": "kuruluş sırası",
        "column.held_by": "kimin elinde",
        "column.place": "yer",
        "column.day": "gün",
        "column.crews": "katılanlar",
        "column.numbers": "her tarafın numarası",
        "column.patrol_told": "nereye kadar ve neden, tarafa göre",
        "column.far": "nereye kadar, anlatıma göre",
        "column.month": "ay",
        "column.week": "haftanın başı",
        "column.outings": "çıkışlar",
        "column.what": "ne",
        "column.definition": "kim, nasıl sayılıyor",
        "column.figure": "sayı",
        "column.period": "dönem",
        "column.source": "kaynak",
        "column.observer": "gözlemci",
        "column.answer": "yanıt",
        "column.instrument": "belge",
        "column.says": "söylenen",
        "column.file": "dosya",
        "column.line": "satır",
        "column.remedy": "çare",
        "column.assertions": "söylenenler",
        "column.value": "elinde gösterilen",
        "column.settlements": "yer",
        "column.km2": "arazi, km²",
        "column.km2_doubt": "km², olasılığı 0,9 üstü – 0,1 üstü",
        "column.held_before": "önce",
        "column.held_after": "sonra",
        "page.kind": "Truceline bülteni",
        "page.title": "{casebook}: bülten, hesaplanmıştır, karar değildir",
        "page.internal": (
            "KURUM İÇİ: yalnızca misyon içindir, yayımlanmaz. Korunan kişi ve yerleri adlandırır."
        ),
        "page.banner": (
            "Hesaplanmıştır, karar değildir. Buradaki her bulgu, dayandığı anlatıma ve metnin nasıl "
            "okunduğuna bağlıdır; kimse karara bağlamamıştır."
        ),
        "page.not_translated": "Metinler, notlar ve kaynakların söyledikleri tutuldukları dilde yer alır.",
        "page.none": "Yok.",
        "fact.rows": "satır okundu; girdi: {n}",
        "fact.claims": "bunlardan okunan iddia",
        "fact.incidents": "değerlendirilen olay",
        "fact.faults": "hata:",
        "fact.faults_link": "okunamayan satırlar",
        "fact.days": "sözü edilen ilk ve son gün",
        "read.caption": "Okunanlar. Bir sayı girdide ne olduğunu söyler, olup biten her şeyi değil.",
        "read.none_stated": "belirtilmemiş",
        "read.unread": "Okunamayan ve hiçbir sayıya girmeyen satırlar: {n}.",
        "read.earlier": "Önce söylenmiş olarak saklanan ve sayılmayan eski sürümler: {n}.",
        "read.repeated": "Başka bir satırla aynı şeyi söyleyen, bir kez sayılan satırlar: {n}.",
        "read.linked": "{taking} zaten {incident} olarak anlatılıyor ve iki kez sayılmıyor.",
        "read.positions": (
            "Tutumlar: {names}. Bir tutum, her açık soruda ancak bir açıklama bulunmuşsa bir okuma "
            "benimser, yoksa hiçbirini."
        ),
        "read.day": "Rapor günü: {start} itibarıyla, {zone} saatiyle.",
        "read.on": "Sorulan gün: {on}.",
        "read.as_of": "{as_of} günü bilindiği kadarıyla.",
        "read.hindsight": (
            "Metinlere ilişkin notlar çıkarılmıştır. Kayıtlardaki başlıklar ve notlar sonradan yazılmıştır: "
            "{as_of} günü bilinebilenden fazlasını söyleyebilirler."
        ),
        "read.threshold": (
            "Sonuç, alt değer {yes} olduğunda adlandırılır: bir gösterim kuralıdır, ispat ölçütü değildir."
        ),
        "summary.lead": (
            "Her olay, kendisine uyan ilk satırda yer alır, başka satırda değil. Değerlendirilen {all} "
            "olaydan:"
        ),
        "summary.bases": "dayanağa göre: {bases}",
        "summary.missing": "eksik olan: {facts}",
        "summary.unreached": "hiçbir hükmün ulaşmadığı: {n}",
        "summary.supposed_lead": (
            "Yukarıdaki hiçbir satır aşağıdakileri saymaz; bunlar onlara eklenmez, birbirleriyle de "
            "toplanmaz: bu metinlerin hâlâ sürüp sürmediği açıktır ve fiilleri bir metni sona erdirmiş "
            "olabilecek kimse ona göre yargılanmaz. Bütün taraflar birlikte; bir olay birden fazla metnin"
            " altında yer alabilir."
        ),
        "summary.supposed": (
            "{text} hâlâ iki tarafı bağlıyordu varsayılırsa: {n}; kimse karara bağlamadı. Kimin "
            "başlattığı {n} olaydan {told} tanesinde anlatılıyor."
        ),
        "summary.gaps": (
            "Kodlanamayanlar bu sayıları etkiler: burada sayılan bir hükme değinen bildirilmiş boşluk: "
            "{all} içinde {n}. Kurulduğu hâliyle metinler her tarafa aynı ölçüde ulaşmayabilir."
        ),
        "summary.gaps_link": "Hepsi, sayıların altında",
        "summary.no_gaps": "Bildirilmiş hiçbir boşluk burada sayılan bir hükme değinmiyor.",
        "map.title": "Bölgeler ve olaylar",
        "map.about": (
            "Her okumaya göre dosyanın bölgeleri ve yer aldıkları satıra göre olaylar. Hesaplanmıştır, "
            "karar değildir."
        ),
        "map.legend": (
            "Çizilen: {all} olaydan {drawn}; her biri yer aldığı tek satırla, "
            "anlatımlarının koyduğu her yerde. Harita dışında: {outside}; "
            "yeri bilinmeyen: {unplaced}. Daha büyük işaret, bir noktada birden fazla olaydır. Bölgeler, "
            "onları kuran sözlerin her okumasına göre çizilir; çizgiler ayrıldığında metin açıktır. Zemin"
            " haritası kullanılmaz."
        ),
        "map.gaps": "İşaretlerin olduğu ve olmadığı yerler, kodlanamayanlarla birlikte okunmalıdır:",
        "map.nothing": "Çizilecek bir şey yok: dosyada bölge yok ve hiçbir olayın yeri bilinmiyor.",
        "map.shapes": "(okumaya göre {n} biçim)",
        "map.north": "K",
        "map.held": "elinde gösterilen: {value}",
        "map.contact": "temas hattı, {sides}: {km} km",
        "map.control_band": "kuşkulu alan: bir taraf 0,1 ile 0,9 arasında",
        "map.zone_doubt": "sınır ± {km} km",
        "map.doubt": (
            "Bir bölgenin kenarındaki soluk şerit, sınırın bulunabileceği yerdir: kendi hatasına göre "
            "0,1 ile 0,9 arası."
        ),
        "map.control": (
            "{day} sonundaki kontrol; hesaplandığı kaynaklar: {told}. Her yer kendisine en yakın araziyi "
            "temsil eder; hakkında bir şey söylenmeyen yer çizilmez. Kontrol mülkiyet değildir."
        ),
        "posts.title": "Gözlem noktaları ve devriyeler",
        "posts.about": (
            "Gözlem noktaları, devriye güzergâhı ve her devriyenin vardığı söylenen en uzak yer. "
            "Anlatılandır, karar değildir."
        ),
        "posts.lead": (
            "Anlatılandır, karar değildir. Kesikli halkalı içi boş işaret kesin konum değildir: gerçek "
            "nokta halkanın içinde bir yerdedir. Çizilen nokta: {all_posts} içinde {posts}; vardığı yer "
            "çizilebilen devriye: {all_patrols} içinde {patrols}."
        ),
        "posts.fix": "gözlem noktası, yerleşim ya da ölçülmüş noktada",
        "posts.proxy": "gözlem noktası, yeri kesin değil: halkanın içinde",
        "posts.route": "güzergâh: {name}",
        "posts.reach": "devriyelerin vardığı en uzak yer; sayı orada bitenlerdir",
        "posts.reach_proxy": "varılan en uzak yer, konumu kesin değil",
        "posts.numbers": "{name}; resmî numara: {official}; kuruluş sırası: {sequence}",
        "posts.reach_says": "{place}: {days}",
        "posts.none": "Dosyada çizilebilecek nokta ya da devriye yok.",
        "patrols.lead": (
            "Anlatılandır, karar değildir. Numara bir tarafın verdiğidir; anahtar değildir ve tarafların "
            "numaraları farklı olabilir. Çıkış sayısı: {n}."
        ),
        "patrols.none": "Kayıtta bu günler için devriye yok.",
        "patrols.same": "aynı",
        "patrols.differ": "farklı",
        "patrols.derived": "çıkarsanmış",
        "patrols.to": "şuraya kadar: {place}",
        "patrols.because": "neden: {reason}",
        "strip.lead": (
            "Anlatılanlardan hesaplandı, karara bağlanmadı. Her çizgi, anlatana göre devriyenin "
            "nereye kadar vardığıdır; soluk ucu hata payıdır (0.95). Farklı anlatımların çizgileri "
            "ayrıdır. Zemin, devriyelerin her hafta her kesimden ne görebileceğini söyler: kimsenin "
            "gelmediği yerde işaret olmaması sükûnet demek değildir. Güzergâhın uzunluğu:"
        ),
        "strip.title": "Devriyeler: güzergâhın kilometresi ve gün",
        "strip.about": (
            "Günler aşağıya, güzergâhın başından kilometreler sağa doğru gider. Çizilenlerin tümü "
            "aşağıdaki tablolardadır. Hesaplandı, karara bağlanmadı."
        ),
        "strip.none": "Kayıtta bu günler için dosyanın bir güzergâhında devriye yok.",
        "strip.accounts": "{who}: kendi sözü veya ona yakın kaynaklar",
        "strip.key_unknown": "nereye kadar, kimse anlatmıyor",
        "strip.key_turned": "kısaltıldı veya geri döndü",
        "strip.key_turned_somewhere": "kenarda: kısaltıldı veya geri döndü, nerede olduğunu kimse anlatmıyor",
        "strip.key_attacked": "orada saldırıya uğradı; sonrası anlatılmıyor",
        "strip.key_ends": "güzergâhın sonu, okumaya göre",
        "strip.near": "Güzergâhın {near} yakınında, bu kayıttan; çubuk yerin hata payıdır:",
        "strip.held": "Gösterilmeyenler: son {hours} saatin devriyeleri ve yapılacak olanlar.",
        "strip.unknown": "nereye kadar, anlatılmıyor",
        "strip.reach": "{km}. kilometreye kadar ({low} ile {high} arası), güzergâhın {share} kadarı",
        "strip.at_least": (
            "en az {km}. kilometreye kadar ({low} ile {high} arası), güzergâhın {share} kadarı; orada"
            " saldırıya uğradı"
        ),
        "strip.share": "{states} (yapılan pay: {low} ile {high} arası)",
        "strip.share_one": "{states} (yapılan pay: {share})",
        "strip.from_end": "{place} tarafından yola çıkarak {far}",
        "strip.told": "{who} anlatıyor: {states}",
        "strip.done_lead": (
            "Bir devriyeden istenebilecek her koşulda her çıkışın ne ettiği. Yalnızca iki ekip aynı "
            "şeyi anlatıyorsa veya misyon doğruladıysa yerine getirilmiş sayılır; birinin tek başına "
            "anlattığı onun iddiasıdır. İki ekibin baştan sona birlikte olduğunu bu kayıttaki hiçbir "
            "anlatım gösteremez; iz kayıtları gösterebilir."
        ),
        "strip.numbers_lead": (
            "Numara hiçbir zaman anahtar değildir. Bir tarafın bir numarasından sonrakine kadar bu "
            "kayıttaki ortak devriyeler sayılır. Bir tarafın nasıl saydığını kimse söylemiyor; "
            "numaralarını veren bir sayma yolu onun kendi yolu olmayabilir."
        ),
        "strip.left_out": (
            "{who}: {before} numaradan {number} numaraya ({day}) sayısı {rose} arttı, burada "
            "anlatılan ortak devriyeler {n}. Saymadığı: şunlardan {more}: {which}."
        ),
        "strip.lacking": (
            "{who}: {before} numaradan {number} numaraya ({day}) sayısı {rose} arttı, burada "
            "anlatılan ortak devriyeler {n}. Saydığı ama burada anlatılmayan: {more}."
        ),
        "strip.gap": "{day}: {one} {number}, {other} {other_number}; farkı bu adımlar oluşturur.",
        "strip.fit": (
            "{who}: numaralarına en yakın sayma yolu: {way}; {all} numaradan {met} tanesini verir. "
            "Saldırıya uğrayanları veya kısaltılanları saymamak en iyi {less} verir."
        ),
        "strip.way_alone": "tek ekibin yaptıkları da",
        "strip.way_doubtful": "katılanları farklı anlatılanlar da",
        "strip.way_not_doubtful": "katılanları farklı anlatılanlar hariç",
        "strip.way_not_attacked": "saldırıya uğrayanlar hariç",
        "strip.way_not_cut_short": "kısaltılanlar hariç",
        "strip.seen_lead": (
            "Bir anlatım devriyeyi, hata payıyla birlikte, kesimin öte ucundan ileri götürüyor ve "
            "başka bir anlatım daha önce bitirmiyorsa o hafta kesim geçilmiş sayılır. Kimsenin "
            "gelmediği yalnızca burada anlatılan devriyeler için söylenir. Devriye yolu bir hafta "
            "değil bir saat görür."
            " Bir tarafın, arasında hiçbir yerde anlatılmayan bir çıkış saydığı iki numarası arasında "
            "kimsenin nereye gelmediği söylenemez."
        ),
        "table.cut": "Gösterilen: {all} içinden ilk {shown}; bütün satırlar findings.parquet dosyasındadır.",
        "table.folded": "bulgu: {findings}; olay: {incidents}",
        "breaches.lead": "Hesaplanmıştır, karar değildir: anlatım doğruysa okumaların her bileşiminde ihlal.",
        "if_in_force.lead": (
            "Hesaplanmıştır, karar değildir: metnin hâlâ sürdüğü varsayılırsa, başka açık soru olmadan, "
            "bütün anlatımlarda ihlal. Sürüp sürmediğini kimse karara bağlamadı."
        ),
        "some_reading.lead": (
            "Hesaplanmıştır, karar değildir: bir anlatımda bazı okumalara göre ihlaldir, hepsine göre "
            "değil; ya da okumalar denenemeyecek kadar çoktur."
        ),
        "fact_missing.lead": (
            "Hesaplanmıştır, karar değildir. Bir olgu eksik oldukça hiçbir okuma onu kesin olarak ihlal "
            "yapmaz."
        ),
        "undetermined.lead": (
            "Hesaplanmıştır, karar değildir. Bunların hiçbiri olayını yer aldığı satıra koymaz."
        ),
        "excepted.lead": (
            "Hesaplanmıştır, karar değildir. Fiil hükmün yasakladıklarındandır ve bir istisna geçerlidir."
        ),
        "row.account": "anlatım: {account}",
        "row.told_by": "anlatan: {who}",
        "row.denied_by": "yalanlayan: {who}",
        "row.answered_for": "adına sorumlu: {who}",
        "row.local": "{zone} saatiyle {days}",
        "row.checks": "denetimler",
        "row.together": "birkaç soru birlikte; tek biri değil",
        "row.if_in_force": "yürürlükte ise: {verdict}",
        "row.unverified": "doğrulanmadı: {what}",
        "row.no_reason": "Dosya bir neden vermiyor.",
        "row.our_paraphrase": "hüküm bizim ifademizle",
        "counts.lead": (
            "En az bir anlatımı o sonuçta olan ve alt değeri şuna ulaşan olaylar: {thresholds}; yan yana "
            "gösterim kuralları. Hesaplanmıştır, karar değildir. Hiçbir hükmün kapsamadığı olay: {all} "
            "içinde {without}."
        ),
        "counts.outside": "Bir hükmün andığı her bölgenin dışında: {all} olay içinde {outside}.",
        "counts.outside_none": "Hiçbir hüküm bunlara bakmaz.",
        "counts.outside_placeless": "Bunlara yalnızca yeri olmayan hükümler bakar: {names}.",
        "counts.none": "Hiçbir hüküm hiçbir olayı kapsamadı.",
        "counts.gaps": "Burada sayılan hükümlerden kodlanamayanlar",
        "counts.gap_clauses": "Hükümler: {names}.",
        "obligations.lead": (
            "Ne yapılacaktı ve kim ne söylüyor. Yerine getirildi denmesi için iki tarafın ya da misyonun "
            "söylemesi gerekir. Hesaplanmıştır, karar değildir."
        ),
        "obligations.title": "Zaman içinde yükümlülükler",
        "obligations.about": "Her yükümlülük ve tutum için bir şerit; aynı durumlar aşağıdaki tablodadır.",
        "obligations.our_words": "(bizim sözlerimiz)",
        "obligations.nobody": "bir şey söyleyen bulunmadı",
        "obligations.none": "Dosyada izlenecek bir yükümlülük yok.",
        "obligations.own_words": (
            "Anlatılandır, karar değildir: kaydın her yükümlülük hakkındaki sözleri, konuşan tarafa göre."
        ),
        "word.for": "{by}, {side} adına",
        "word.for_mission": "{by}, misyon adına",
        "word.third": "{by}, üçüncü taraf",
        "word.of": "{who} hakkında",
        "word.if": "{ambiguity}, {reading} diye okunursa {says}",
        "told.lead": (
            "Anlatılandır, karar değildir. Her konu için bir satır, her taraf için bir sütun; aynı sesi "
            "taşıyan sayfalar sayılır, yinelenmez. F6 gibi bir derece, kaynağın harfi ile iddianın "
            "rakamıdır; F6 yargıya esas yok demektir. Yalanlama yazılır ve hiçbir sayıyı değiştirmez. "
            "“Farklı söylenen”, onunla birlikte doğru olamayan ve ondan söz etmeyen bir iddiayı gösterir."
        ),
        "told.n": "konu: {matters}; ses: {voices}; sayfa: {pages}",
        "told.none": "Kayıtta bu günler için iddia yok.",
        "told.only_on": "Yalnız sorulan güne düşebilecek konular; günü bilinmeyen kalır.",
        "told.pages": "sayfa: {n}",
        "told.through": "aktaran: {who}",
        "told.leans": "{side} yanına yakın",
        "told.hedged": "çekinceli: {words}",
        "told.graded": "derece {grade}",
        "told.denied_in": "yalanlandığı yer: {which}",
        "told.against": "yalanlıyor: {which} ({what})",
        "told.mistaken": "yanlış olarak işaretli, hiçbir şeyi değiştirmez: {why}",
        "told.otherwise": "farklı söylenen: {which}",
        "told.silent": "bir şey bulunmadı",
        "told.no_denial": "Bağlı bir yalanlama yok.",
        "told.tolls": "Kaynağa ve ana göre kayıplar",
        "told.moment": "{n}. sayı",
        "told.beforehand": "Önceden bildirildi mi",
        "told.open": "Açık:",
        "counted.lead": (
            "Anlatılandır, karar değildir. Bir tarafın sayımının ardında olay listesi yoktur; bu kayıttaki "
            "olaylar başka bir şeydir ve yanında durur. Kayıt bir seçkidir, tarama değildir: burada "
            "kayıtlı olmaması olmadığı anlamına gelmez. Parçalar hiç toplanmaz. Sayım: {n}."
        ),
        "counted.none": "Kayıtta bu günler için bir tarafın öne sürdüğü sayım yok.",
        "counted.title": "Güne göre sayımlar: her tarafın parçası, bu kayıttaki olayların yanında",
        "counted.about": (
            "Tarihli her fiil sayımı için her tarafa bir çubuk ve o gün bu kayıtta olay varsa onlara bir "
            "çubuk. Üst üste konmaz."
        ),
        "counted.in_record": "bu kayıttaki olaylar",
        "counted.none_recorded": "burada kayıtlı yok",
        "counted.no_bar": "çubuk yok: burada kayıtlı yok; kayıt bir tarama değildir",
        "counted.acts": "Fiillerin sayımları",
        "counted.others": "Başka sayımlar",
        "counted.others_lead": (
            "Silah, nokta, kişi, grup ve benzerleri: bu kayıttaki olaylar onların ölçüsü değildir, bu "
            "yüzden yanlarında durmaz."
        ),
        "counted.undated": "tarihsiz",
        "counted.not_drawn": "Günü ya da sayısı olmayan sayımlar yalnız tablodadır.",
        "counted.no_number": "belirtilmemiş",
        "counted.disjoint": "toplamlar eşit, iller farklı: aynı olaylar olamaz",
        "counted.not_stated": "Her birinin neyi gözleyebildiği belirtilmemiş.",
        "counted.own": "yayımlayanın kendisi",
        "stances.lead": (
            "Anlatılandır, karar değildir. Önce aktörün kendi söylediği, sonra davranışından çıkarsanan "
            "gelir; daha zayıf kanıt yanında durur ve esas alınmaz. Boş hücre bir şey bulunmadı demektir; "
            "sessizlikle aynı değildir."
        ),
        "stances.at": "{day} gününün sonunda.",
        "stances.last": "Son bilindiği gibi.",
        "stances.none": "Kayıtta bu günler için yaklaşım yok.",
        "stances.readings": "bir açıklamanın okumaları: {n}",
        "stances.no_statement": "aktörün açıklaması bilinmiyor",
        "returns.lead": (
            "Anlatılandır, karar değildir. Araziyi kimin tuttuğu, kimin yönettiği, kimin hizmet verdiği "
            "ve kimin yaşadığı dört ayrı sorudur. Her yer ve soru için bir satır, konuşan taraf için bir "
            "sütun."
        ),
        "returns.none": "Kayıtta bu günler için kontrol, yönetim ya da nüfus hakkında bir şey yok.",
        "figures.lead": (
            "Anlatılandır, karar değildir. Sayı kaynağınındır, kendi dönemi ve tanımı içindir; sayılar "
            "toplanmaz."
        ),
        "figures.none": "Kayıtta bu günler için insani durum sayısı yok.",
        "figures.whose": "yapanın {who} olduğu söyleniyor",
        "effort.lead": "Hiçbiri görülmedi, gözlenmedi ve erişim engellendi üç ayrı yanıttır.",
        "effort.none": (
            "Kayıt bu günlerde kimin neyi gözleyebildiğini söylemiyor. Bu olmadan buradaki hiçbir sayı "
            "bir başkasıyla karşılaştırılmamalıdır."
        ),
        "issues.lead": (
            "Metinlerin dışında müzakere edilen sorular ve her kaynağa göre durumları. Anlatılandır, "
            "karar değildir."
        ),
        "issues.none": "Kayıtta açık mesele yok.",
        "issues.no_state": "Durumu hakkında bir şey bulunmadı.",
        "reservations.none": "Çekince bulunmadı.",
        "reservations.lead": "Anlatılandır, karar değildir.",
        "ambiguities.lead": "Okumalara olasılık verilmez ve ortalamaları hiç alınmaz.",
        "ambiguities.n": (
            "Soru: {questions}; okuma: {readings}; bunlardan, benimseyen birinin açıklaması bulunmayan: "
            "{unheld}."
        ),
        "ambiguities.decides": (
            "Burada {findings} sonucu belirliyor (olay, anlatım, hüküm ve tutum); olay: {incidents}."
        ),
        "ambiguities.clauses": "Buna bağlı hükümler: {names}.",
        "ambiguities.zones": "Bölgeler: {names}.",
        "ambiguities.others": "Ayrıca: {names}.",
        "ambiguities.nothing": "Hiçbir hüküm, bölge, bağ ya da tarih buna bağlı değil.",
        "ambiguities.none": "Hiçbiri bildirilmemiş.",
        "reading.held_by": "Benimseyen: {who}.",
        "reading.nobody": "Bunu benimseyen kimsenin açıklaması bulunmadı.",
        "reading.alive": "metnin sürdüğü anlamına gelir",
        "reading.grounds": "Gerekçe: {grounds}",
        "reading.source": "Kaynak: {sources}",
        "reading.ruled": "{on} günü {by} karara bağladı:",
        "reading.not_ruled": "Kimse karara bağlamadı.",
        "instrument.signed": "imza ya da duyuru: {day}",
        "instrument.published": "yayım: {day}",
        "instrument.not_known": "bilinmiyor",
        "instrument.in_force": "Yürürlük: {when}.",
        "instrument.ended": "Bitiş: {when}.",
        "instrument.no_end": "bilinen bir bitiş yok",
        "instrument.no_text": "Metnin hiçbir sürümü elde değil.",
        "gaps.none": "Bildirilmiş boşluk yok.",
        "faults.in_all": "Toplam hata: {n}",
        "faults.first": "Toplam hata: {n}; ilk {shown}:",
        "faults.no_line": "yok",
        "faults.none": "Her satır okundu.",
        "faults.no_input": "Hiçbir girdi okunmadı.",
        "warnings.in_all": "Okunan satırlar hakkında bilinmesi gerekenler: {n}",
        "warnings.first": "Okunan satırlar hakkında bilinmesi gerekenler: {n}; ilk {shown}:",
        "faults.unmatched": "Dosyadaki hiçbir aktöre uymayan ve bilinmiyor sayılan ad: {n}.",
        "faults.more": "ve {n} tane daha",
        "receipt.same": "Aynı girdiler, aynı özet.",
        "receipt.digest": "özet",
        "receipt.casebook": "dosya {id}",
        "receipt.credits": "Kullanılan veriler: {credits}",
        "scope.days": "Okunan günler: {days}.",
        "scope.all": "Kaydın bütün günleri için okundu.",
        "control_state.contested": "çekişmeli",
        "control_state.third_party": "üçüncü taraf bulunuyor",
        "control_state.unknown": "bilinmiyor",
        "control_words.ledger": "dosyanın kontrol defteri",
        "control_words.table": "dosyanın yerleşim tablosu",
        "held.lead": (
            "Kaynakların söylediklerinden hesaplanmıştır, karara bağlanmamıştır. Kontrol mülkiyet "
            "değildir ve orada kimin yaşadığını söylemez. Bir yer bir sözle el değiştirir, kendiliğinden "
            "kaymaz; bir şey söylenmeyen yer bilinmez."
        ),
        "held.read": "Kontrol hakkında okunanlar",
        "held.told": "{what} ({n} söz, {start} ile {end} arası)",
        "held.told_none": "{what} ({n} söz)",
        "held.holdings": "{last} sonunda",
        "held.changes": "{first} sonundan {last} sonuna değişenler",
        "held.drifted": (
            "{first} sonundan {last} sonuna, kendisi hakkında bir söz olmadan farklı gösterilenler: "
            "kuşku arttı ya da komşuları değişti. Bunların el değiştirdiğini kimse söylemedi."
        ),
        "held.map_title": "Kim neyi elinde tutuyordu",
        "held.map_about": (
            "Kimin elinde gösterildiğine göre arazi, temas hattı ve kuşkulu arazi. Hesaplanmıştır, "
            "karara bağlanmamıştır."
        ),
        "held.none": "Hiçbir yerin el değiştirdiği görünmüyor.",
        "held.places": "{before} → {after}: yerler, {n}; her birinde önce ve sonra gösterilenin olasılığı",
        "held.more": "ve {n} yer daha; truceline control --compare --json hepsini sıralar.",
    }
)
