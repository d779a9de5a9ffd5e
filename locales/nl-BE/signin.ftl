### De berichten over aanmelden. Ze noemen geen naam, plaats of gezondheid.

mail-new-device-subject = Nieuwe aanmelding op je account
mail-new-device-body =
    Dag,

    Iemand heeft zich met jouw account aangemeld op een toestel dat we nog niet kenden.

    Was jij het? Dan hoef je niets te doen. Was jij het niet? Kies dan meteen een nieuw wachtwoord en laat het aan een buurtwerker weten.

mail-totp-added-subject = Je meldt je voortaan aan met een extra code
mail-totp-added-body =
    Dag,

    Bij je account hoort nu een app die codes maakt. Je hebt zo’n code nodig om je aan te melden.

    Was jij het? Bewaar je herstelcodes dan op een veilige plaats. Was jij het niet? Kies dan meteen een nieuw wachtwoord en laat het aan een buurtwerker weten.

mail-totp-removed-subject = Je meldt je aan zonder extra code
mail-totp-removed-body =
    Dag,

    De app die codes maakt hoort niet meer bij je account.

    Was jij het? Dan hoef je niets te doen. Was jij het niet? Kies dan meteen een nieuw wachtwoord en laat het aan een buurtwerker weten.

mail-totp-reset-subject = Je app voor codes is losgemaakt
mail-totp-reset-body =
    Dag,

    Iemand van het team heeft de app die codes maakt losgemaakt van je account, omdat je die kwijt bent.

    Je kunt je aanmelden en een nieuwe app instellen. Heb je dit niet gevraagd? Laat het dan meteen weten aan je coördinator.

mail-recovery-codes-renewed-subject = Je hebt nieuwe herstelcodes
mail-recovery-codes-renewed-body =
    Dag,

    Je account heeft nieuwe herstelcodes. De oude werken niet meer.

    Was jij het niet? Kies dan meteen een nieuw wachtwoord en laat het aan een buurtwerker weten.

mail-sms-code-subject = Je code om je aan te melden
mail-sms-code-body = je code voor Buurtnet. Ze werkt 10 minuten. Geef ze aan niemand door.
