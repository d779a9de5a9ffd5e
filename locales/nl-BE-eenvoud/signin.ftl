### De berichten over aanmelden, in eenvoudige taal. Ze noemen geen naam, plaats of gezondheid.

mail-new-device-subject = Nieuwe aanmelding
mail-new-device-body =
    Dag,

    Iemand meldde zich aan met jouw account. Dat gebeurde op een nieuw toestel.

    Was jij dat? Dan is alles goed. Was jij het niet? Kies dan meteen een nieuw wachtwoord. Zeg het ook aan een buurtwerker.

mail-totp-added-subject = Je hebt nu een extra code nodig
mail-totp-added-body =
    Dag,

    Je account heeft nu een app die codes maakt. Je hebt een code nodig om je aan te melden.

    Was jij dat? Bewaar je herstelcodes goed. Was jij het niet? Kies dan meteen een nieuw wachtwoord. Zeg het ook aan een buurtwerker.

mail-totp-removed-subject = Je hebt geen extra code meer nodig
mail-totp-removed-body =
    Dag,

    De app die codes maakt is weg van je account.

    Was jij dat? Dan is alles goed. Was jij het niet? Kies dan meteen een nieuw wachtwoord. Zeg het ook aan een buurtwerker.

mail-totp-reset-subject = Je app voor codes is weggehaald
mail-totp-reset-body =
    Dag,

    Iemand van het team haalde de app voor codes weg van je account. Je was ze kwijt.

    Meld je aan en stel een nieuwe app in. Heb je dit niet gevraagd? Zeg het dan meteen aan je coördinator.

mail-recovery-codes-renewed-subject = Je hebt nieuwe herstelcodes
mail-recovery-codes-renewed-body =
    Dag,

    Je hebt nieuwe herstelcodes. De oude codes werken niet meer.

    Was jij dat niet? Kies dan meteen een nieuw wachtwoord. Zeg het ook aan een buurtwerker.

mail-sms-code-subject = Je code
mail-sms-code-body = je code voor Buurtnet. Ze werkt 10 minuten. Geef ze aan niemand.
