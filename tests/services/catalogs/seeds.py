"""Translations with one mistake each, and the same without it: what the linter must find, and must leave in peace."""

from dataclasses import dataclass

from intake.services.catalogs.checks.problems import Rule


@dataclass(frozen=True, slots=True)
class Seed:
    """A mistake in one message: its English, the broken translation, and its corrected twin."""

    rule: Rule
    tag: str
    english: str
    broken: str | tuple[str, ...]
    right: str | tuple[str, ...]
    plural: str | None = None
    domain: str = "site"
    comment: str = ""
    place: str = "templates/public/home.html"


def counted(rule: Rule, tag: str, broken: tuple[str, ...], right: tuple[str, ...]) -> Seed:
    """A mistake in the forms of “one inquiry, many inquiries”."""
    return Seed(rule, tag, "%(count)s day left", broken, right, plural="%(count)s days left")


_R = Rule
BY_MACHINES_READ: tuple[Seed, ...] = (
    Seed(_R.PLACEHOLDERS, "he", "Hello %(name)s.", "שלום.", "שלום %(name)s."),
    Seed(_R.PLACEHOLDERS, "ar", "Hello %(name)s.", "مرحبًا %(الاسم)s.", "مرحبًا %(name)s."),
    Seed(_R.PLACEHOLDERS, "ru", "Hello %(name)s.", "Здравствуйте, %(имя)s.", "Здравствуйте, %(name)s."),
    Seed(_R.PLACEHOLDERS, "de", "By %(date)s.", "Bis %(date)s an %(name)s.", "Bis %(date)s."),
    Seed(_R.PLACEHOLDERS, "pl", "From %(first)s to %(last)s", "Od %(first)s do %(first)s", "Od %(first)s do %(last)s"),
    Seed(
        _R.PLACEHOLDERS,
        "fr",
        "%(name)s wrote; answer %(name)s.",
        "%(name)s a écrit\u00a0; répondez.",
        "%(name)s a écrit\u00a0; répondez à %(name)s.",
    ),
    Seed(_R.PLACEHOLDERS, "zh-Hans", "%(minutes)s minutes", "%(minute)s分钟", "%(minutes)s分钟"),
    Seed(_R.PLACEHOLDERS, "el", "Read by %(role)s", "Ελέγχθηκε", "Ελέγχθηκε από %(role)s", domain="legal"),
    Seed(_R.PERCENT, "es", "%(count)s of 100 %%", "%(count)s de 100 %", "%(count)s de 100 %%"),
    Seed(_R.PERCENT, "tr", "%(share)s done", "%% yerine %: %(share)s", "%% ile: %(share)s"),
    Seed(_R.PERCENT, "ka", "%(share)s done", "შესრულდა % (share)s %(share)s", "შესრულდა %(share)s"),
    Seed(_R.MARKUP, "he", "Read <b>this</b> first", "קראו את זה קודם", "קראו <b>את זה</b> קודם"),
    Seed(_R.MARKUP, "ru", "Read <b>this</b> first", "Сначала <b>это", "Сначала <b>это</b>"),
    Seed(_R.MARKUP, "uk", "Read <b>this</b> first", "Спочатку </b>це<b>", "Спочатку <b>це</b>"),
    Seed(
        _R.MARKUP,
        "ro",
        'See <a href="/faq">questions</a>',
        'Vezi <a href="/ro">întrebări</a>',
        'Vezi <a href="/faq">întrebări</a>',
    ),
    Seed(_R.MARKUP, "hi", "<em>Now</em>", "<strong>अभी</strong>", "<em>अभी</em>"),
    Seed(_R.MARKUP, "pt-BR", "Now", "<b>Agora</b>", "Agora"),
    Seed(_R.MARKUP, "fa", "<b>a</b> <em>word</em>", "<b>یک <em>واژه</b></em>", "<b>یک</b> <em>واژه</em>"),
    Seed(_R.ENTITIES, "fr", "Who are you?", "Qui êtes-vous&nbsp;?", "Qui êtes-vous\u00a0?"),
    Seed(_R.ENTITIES, "de", "Doctors and nurses", "Ärzte &amp; Pflege", "Ärzte & Pflege"),
    Seed(_R.ENTITIES, "uk", "The link", "Зв&#8217;язок", "Зв’язок"),
    Seed(_R.ENTITIES, "pl", "The “form”", "„Formularz&rdquo;", "„Formularz”"),
    counted(_R.PLURAL_FORMS, "ar", ("%(count)s يوم",) * 2, ("لا أيام", "يوم واحد", "يومان", *["%(count)s أيام"] * 3)),
    counted(
        _R.PLURAL_FORMS,
        "ru",
        ("%(count)s день", "%(count)s дня"),
        ("%(count)s день", "%(count)s дня", "%(count)s дней"),
    ),
    counted(_R.PLURAL_FORMS, "he", ("יום אחד", "%(count)s ימים"), ("יום אחד", "יומיים", "%(count)s ימים")),
    counted(_R.PLURAL_FORMS, "tr", ("%(count)s gün", "%(count)s günler"), ("%(count)s gün",)),
    counted(
        _R.PLURAL_FORMS,
        "pl",
        ("%(count)s dzień", "", "%(count)s dni"),
        ("%(count)s dzień", "%(count)s dni", "%(count)s dni"),
    ),
    counted(_R.PLURAL_FORMS, "ro", ("o zi", "%(count)s zile", " "), ("o zi", "%(count)s zile", "%(count)s de zile")),
    counted(
        _R.NUMBER,
        "ru",
        ("один день", "%(count)s дня", "%(count)s дней"),
        ("%(count)s день", "%(count)s дня", "%(count)s дней"),
    ),
    counted(_R.NUMBER, "fr", ("un jour", "%(count)s jours"), ("%(count)s jour", "%(count)s jours")),
    counted(_R.NUMBER, "es", ("un día", "unos días"), ("un día", "%(count)s días")),
    counted(
        _R.NUMBER,
        "ar",
        ("لا أيام", "يوم", "يومان", "أيام", *["%(count)s يومًا"] * 2),
        ("لا أيام", "يوم", "يومان", "%(count)s أيام", *["%(count)s يومًا"] * 2),
    ),
    counted(_R.NUMBER, "zh-Hans", ("还剩几天",), ("还剩%(count)s天",)),
    Seed(_R.LINE_BREAKS, "he", "One\nTwo", "אחת שתיים", "אחת\nשתיים"),
    Seed(_R.LINE_BREAKS, "de", "One\n\nTwo", "Eins\nZwei", "Eins\n\nZwei", domain="clinic"),
    Seed(_R.LINE_BREAKS, "fa", "One line", "یک\nخط", "یک خط"),
    Seed(_R.LINE_BREAKS, "el", "A\n\nB\nC", "Α\nΒ\n\nΓ", "Α\n\nΒ\nΓ", domain="clinic"),
    Seed(
        _R.LENGTH,
        "tr",
        "New message",
        "Size yeni bir mesaj geldi, lütfen okuyun",
        "Yeni mesaj",
        comment="Limit: 20 characters.",
    ),
    Seed(_R.LENGTH, "de", "Go on", "Bitte hier drücken", "Weiter", comment="A button. Limit: 12 characters."),
    Seed(
        _R.LENGTH,
        "ru",
        "A message is waiting",
        "Для вас есть новое сообщение, которое ждёт вас на нашей странице: откройте её, когда сможете",
        "Вас ждёт сообщение",
        domain="mail",
        place="templates/mail/message_waiting/subject.txt",
    ),
)

SPACES_AND_MARKS: tuple[Seed, ...] = (
    Seed(_R.OUTER_SPACE, "he", "Answer in ", "תשובה", "תשובה "),
    Seed(_R.OUTER_SPACE, "es", "Send", " Enviar", "Enviar"),
    Seed(_R.OUTER_SPACE, "ka", "Send", "გაგზავნა ", "გაგზავნა"),
    Seed(_R.OUTER_SPACE, "fr", "Send", "Envoyer\u00a0", "Envoyer"),
    Seed(_R.OUTER_SPACE, "pl", "One\n", "Jeden", "Jeden\n"),
    Seed(_R.DOUBLE_SPACE, "ru", "Send the form", "Отправить  форму", "Отправить форму"),
    Seed(_R.DOUBLE_SPACE, "hi", "Send the form", "फ़ॉर्म  भेजें", "फ़ॉर्म भेजें"),
    Seed(_R.DOUBLE_SPACE, "ar", "Send the form", "إرسال  النموذج", "إرسال النموذج"),
    Seed(_R.END_MARK, "he", "Do you have fever?", "יש לכם חום.", "יש לכם חום?"),
    Seed(_R.END_MARK, "ar", "Do you have fever?", "هل لديكم حمى?", "هل لديكم حمى؟"),
    Seed(_R.END_MARK, "el", "Do you have fever?", "Έχετε πυρετό", "Έχετε πυρετό;"),
    Seed(_R.END_MARK, "zh-Hans", "Do you have fever?", "您发烧吗。", "您发烧吗？"),
    Seed(_R.END_MARK, "hi", "Please wait.", "कृपया रुकें", "कृपया रुकें।"),
    Seed(_R.END_MARK, "de", "What we need:", "Was wir brauchen", "Was wir brauchen:"),
    Seed(_R.END_MARK, "tr", "Choose …", "Seçiniz", "Seçiniz …"),
    Seed(_R.END_MARK, "ro", "Your name", "Numele?", "Numele"),
    Seed(_R.END_MARK, "uk", "Call an ambulance now!", "Викличте швидку?", "Викличте швидку!"),
    Seed(_R.END_MARK, "pt-BR", "(Is it urgent?)", "(É urgente.)", "(É urgente?)"),
    Seed(_R.NO_BREAK_SPACE, "fr", "Who are you?", "Qui êtes-vous ?", "Qui êtes-vous\u00a0?"),
    Seed(_R.NO_BREAK_SPACE, "fr", "Needed:", "À fournir:", "À fournir\u00a0:"),
    Seed(_R.NO_BREAK_SPACE, "fr", "The “form”", "Le « formulaire »", "Le «\u00a0formulaire\u00a0»"),
    Seed(_R.BIDI, "he", "CAR-T study", "מחקר\u200f CAR-T", "מחקר CAR-T"),
    Seed(_R.BIDI, "ar", "CAR-T study", "دراسة \u200eCAR-T", "دراسة CAR-T"),
    Seed(_R.BIDI, "fa", "CAR-T study", "مطالعه \u202aCAR-T\u202c", "مطالعه CAR-T"),
    Seed(_R.BIDI, "he", "The number", "\u2067המספר", "המספר"),
    Seed(_R.BIDI, "ar", "Code \u2066%(code)s\u2069 here", "الرمز \u2066%(code)s هنا", "الرمز \u2066%(code)s\u2069 هنا"),
    Seed(
        _R.BIDI,
        "fa",
        "Code \u2066%(code)s\u2069 here",
        "کد \u2069%(code)s\u2066 اینجا",
        "کد \u2066%(code)s\u2069 اینجا",
    ),
    Seed(_R.BIDI, "de", "Send", "Send\u202een", "Senden"),
    Seed(_R.INVISIBLE, "zh-Hans", "Send", "发\u200b送", "发送"),
    Seed(_R.INVISIBLE, "de", "Send", "\ufeffSenden", "Senden"),
    Seed(_R.INVISIBLE, "pl", "Questionnaire", "Kwestio\u00adnariusz", "Kwestionariusz"),
    Seed(_R.INVISIBLE, "ar", "Send", "إر\u200cسال", "إرسال"),
    Seed(_R.INVISIBLE, "fa", "We write", "می\u200dنویسیم", "می\u200cنویسیم"),
    Seed(_R.INVISIBLE, "ka", "Send", "გაგზავნა\u2028ახლა", "გაგზავნა ახლა"),
    Seed(_R.INVISIBLE, "hi", "Letter", "प\ufffdत्र", "पत्र"),
    Seed(_R.LETTERS, "ru", "Doctor", "Врaч", "Врач"),
    Seed(_R.LETTERS, "uk", "Doctor", "Лiкар", "Лікар"),
    Seed(_R.LETTERS, "uk", "You", "вы", "ви"),
    Seed(_R.LETTERS, "ru", "and", "і", "и"),
    Seed(_R.LETTERS, "pl", "Doctor", "Lеkarz", "Lekarz"),
    Seed(_R.LETTERS, "el", "Doctor", "Γιατρoς", "Γιατρός"),
    Seed(_R.LETTERS, "ro", "Questions", "Întrebări şi", "Întrebări și"),
    Seed(_R.LETTERS, "ro", "Patient", "Pacienţi", "Pacienți"),
    Seed(_R.LETTERS, "fa", "A letter", "يك نامه", "یک نامه"),
    Seed(_R.LETTERS, "ar", "Doctor", "طبیب", "طبيب"),
)

NUMBERS_AND_NAMES: tuple[Seed, ...] = (
    Seed(_R.DIGITS, "he", "Call 101 now", "התקשרו ל-110 עכשיו", "התקשרו ל-101 עכשיו"),
    Seed(_R.DIGITS, "ar", "Within 24 hours", "خلال ٤٢ ساعة", "خلال ٢٤ ساعة"),
    Seed(_R.DIGITS, "fa", "Within 24 hours", "ظرف چند ساعت", "ظرف ۲۴ ساعت"),
    Seed(_R.DIGITS, "hi", "10 of 100 people", "100 में से 12 लोग", "100 में से 10 लोग"),
    Seed(_R.DIGITS, "de", "10,000 cells", "100.000 Zellen", "10.000 Zellen"),
    Seed(_R.DIGITS, "ru", "3 weeks", "Три недели", "3 недели"),
    Seed(_R.DIGITS, "zh-Hans", "In March 2026", "2025年3月", "2026年3月"),
    Seed(_R.DIGITS, "el", "Some weeks", "2 εβδομάδες", "Λίγες εβδομάδες"),
    Seed(_R.DIGITS, "pl", "CD19 and CD22", "CD19", "CD19 i CD22"),
    Seed(_R.DIGITS, "he", "In the last 2 weeks", "בשבוע האחרון", "בשבועיים האחרונים"),
    Seed(_R.NAMES, "he", "Rituximab or obinutuzumab", "Rituximab או אחרת", "Rituximab או obinutuzumab"),
    Seed(_R.NAMES, "ru", "Kymriah and Yescarta", "Кимрая и Yescarta", "Kymriah и Yescarta"),
    Seed(_R.NAMES, "pl", "Rituximab or imatinib", "Rytuksimib lub imatynib", "Rytuksymab lub imatynib"),
    Seed(_R.NAMES, "fr", "Methotrexate", "Métronidazole", "Méthotrexate"),
    Seed(_R.NAMES, "es", "cyclophosphamide", "ciclosporina", "ciclofosfamida"),
    Seed(_R.NAMES, "pt-BR", "Inotuzumab ozogamicin", "Inotuzumabe", "Inotuzumabe ozogamicina"),
    Seed(
        _R.NAMES,
        "zh-Hans",
        "Abecma (idecabtagene vicleucel)",
        "Abecma（idecabtagene）",
        "Abecma（idecabtagene vicleucel）",
    ),
    Seed(_R.NAMES, "de", "Kymriah", "Kimriah", "Kymriah"),
    Seed(_R.NAMES, "el", "steroids and hydroxychloroquine", "στεροειδή και χλωροκίνη", "στεροειδή και υδροξυχλωροκίνη"),
    Seed(_R.ENGLISH, "he", "Please read this page", "Please read this page", "נא לקרוא את העמוד הזה"),
    Seed(_R.ENGLISH, "ru", "Please read this page", "Please прочитайте and you with us", "Прочитайте эту страницу"),
    Seed(_R.ENGLISH, "zh-Hans", "the form", "the form", "表格"),
    Seed(
        _R.ENGLISH,
        "de",
        "write about your illness here",
        "write about your illness here",
        "hier über die Krankheit schreiben",
    ),
    Seed(_R.ENGLISH, "es", "The end of the form", "El final of the formulario", "El final del formulario"),
    Seed(_R.ENGLISH, "tr", "Write with your own words", "Kendi sözleriniz with your", "Kendi sözlerinizle yazın"),
    Seed(_R.ENGLISH, "ka", "some words here", "some words here", "რამდენიმე სიტყვა აქ"),
    Seed(_R.ENGLISH, "hi", "the doctors read this", "the doctors read this", "डॉक्टर इसे पढ़ते हैं"),
    Seed(_R.ENGLISH, "pl", "What you have told us", "What you have napisali", "To, co nam napisano"),
)

AGREED_WORDS: tuple[Seed, ...] = (
    Seed(_R.GLOSSARY, "he", "After a relapse", "אחרי התלקחות", "אחרי הישנות"),
    Seed(_R.GLOSSARY, "ar", "A flare of lupus", "انتكاس الذئبة", "نوبة نشاط الذئبة"),
    Seed(_R.GLOSSARY, "ru", "CAR-T after relapse", "КАР-Т после рецидива", "CAR-T после рецидива"),
    Seed(_R.GLOSSARY, "uk", "access code", "пароль", "код доступу"),
    Seed(_R.GLOSSARY, "de", "After a relapse", "Nach einem Schub", "Nach einem Rückfall"),
    Seed(_R.GLOSSARY, "fr", "In remission", "En attente", "En rémission"),
    Seed(_R.GLOSSARY, "es", "A flare", "Una recaída", "Un brote"),
    Seed(_R.GLOSSARY, "pt-BR", "Clinical trial", "Julgamento", "Estudo clínico"),
    Seed(_R.GLOSSARY, "ro", "A transplant", "O operație", "Un transplant"),
    Seed(_R.GLOSSARY, "pl", "After a relapse", "Po zaostrzeniu", "Po nawrocie"),
    Seed(_R.GLOSSARY, "tr", "Clinical trial", "Klinik deneme", "Klinik araştırma"),
    Seed(_R.GLOSSARY, "el", "In remission", "Σε αναμονή", "Σε ύφεση"),
    Seed(_R.GLOSSARY, "ka", "Your coordinator", "თქვენი ექიმი", "თქვენი კოორდინატორი"),
    Seed(_R.GLOSSARY, "zh-Hans", "After a relapse", "病情活动后", "复发后"),
    Seed(_R.GLOSSARY, "hi", "A transplant", "एक ऑपरेशन", "एक ट्रांसप्लांट"),
    Seed(_R.GLOSSARY, "fa", "After a relapse", "پس از شعله‌ور شدن", "پس از عود"),
    Seed(_R.FORBIDDEN, "he", "Treatment can help", "הטיפול יכול להביא ריפוי", "הטיפול יכול לעזור"),
    Seed(_R.FORBIDDEN, "ar", "Treatment can help", "العلاج يحقق الشفاء", "العلاج قد يساعد"),
    Seed(_R.FORBIDDEN, "ru", "Treatment can help", "Лечение может исцелить", "Лечение может помочь"),
    Seed(_R.FORBIDDEN, "uk", "Treatment can help", "Лікування може зцілити", "Лікування може допомогти"),
    Seed(_R.FORBIDDEN, "de", "Treatment can help", "Die Behandlung bringt Heilung", "Die Behandlung kann helfen"),
    Seed(_R.FORBIDDEN, "fr", "Treatment can help", "Le traitement peut guérir", "Le traitement peut aider"),
    Seed(_R.FORBIDDEN, "es", "Treatment can help", "El tratamiento puede curar", "El tratamiento puede ayudar"),
    Seed(_R.FORBIDDEN, "pt-BR", "Treatment can help", "O tratamento traz a cura", "O tratamento pode ajudar"),
    Seed(_R.FORBIDDEN, "ro", "Treatment can help", "Tratamentul vindecă", "Tratamentul poate ajuta"),
    Seed(_R.FORBIDDEN, "pl", "Treatment can help", "Leczenie może wyleczyć", "Leczenie może pomóc"),
    Seed(_R.FORBIDDEN, "tr", "Treatment can help", "Tedavi şifa verir", "Tedavi yardımcı olabilir"),
    Seed(_R.FORBIDDEN, "el", "Treatment can help", "Η θεραπεία φέρνει ίαση", "Η θεραπεία μπορεί να βοηθήσει"),
    Seed(_R.FORBIDDEN, "ka", "Treatment can help", "ეს განკურნავს", "მკურნალობა შეიძლება დაეხმაროს"),
    Seed(_R.FORBIDDEN, "zh-Hans", "Treatment can help", "治疗可以治愈", "治疗可能有帮助"),
    Seed(_R.FORBIDDEN, "hi", "Treatment can help", "इलाज चमत्कारी है", "इलाज मदद कर सकता है"),
    Seed(_R.FORBIDDEN, "fa", "Treatment can help", "درمان شفابخش است", "درمان می‌تواند کمک کند"),
)

SEEDS: tuple[Seed, ...] = (*BY_MACHINES_READ, *SPACES_AND_MARKS, *NUMBERS_AND_NAMES, *AGREED_WORDS)
