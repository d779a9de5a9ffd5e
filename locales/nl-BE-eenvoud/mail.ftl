### De mails van Buurtnet in eenvoudige taal. Geen namen, geen plaatsen, niets over gezondheid. De link komt onder de tekst.

mail-greeting =
    Warme groet,
    Buurtnet

mail-verify-address-subject = Is dit jouw e-mailadres?
mail-verify-address-body =
    Dag,

    Fijn dat je meedoet met Buurtnet. Klik op de link hieronder. Dan weten we dat dit e-mailadres van jou is.

    De link werkt maar korte tijd. Werkt de link niet meer? Schrijf je dan opnieuw in. Heb jij je niet ingeschreven? Dan moet je niets doen.

mail-address-known-subject = Je hebt al een account bij Buurtnet
mail-address-known-body =
    Dag,

    Iemand wilde een account maken met jouw e-mailadres. Maar je hebt al een account.

    Was jij dat? Klik op de link hieronder en meld je aan. Ken je je wachtwoord niet meer? Dan kun je een nieuw vragen. Was jij het niet? Dan moet je niets doen. Er is niets veranderd.

mail-reset-password-subject = Kies een nieuw wachtwoord
mail-reset-password-body =
    Dag,

    Er is een nieuw wachtwoord gevraagd voor jouw account. Klik op de link hieronder om het te kiezen.

    De link werkt maar korte tijd en maar één keer. Werkt de link niet meer? Vraag dan een nieuwe. Heb jij dit niet gevraagd? Dan moet je niets doen. Je wachtwoord blijft hetzelfde.

mail-password-changed-subject = Je wachtwoord is veranderd
mail-password-changed-body =
    Dag,

    Je wachtwoord is veranderd. Je bent nu overal afgemeld. Dat is veiliger.

    Heb jij dit gedaan? Klik op de link hieronder en meld je weer aan. Was jij het niet? Vraag dan meteen een nieuw wachtwoord. Zeg het ook aan een buurtwerker.

mail-session-replayed-subject = Je bent afgemeld, voor je veiligheid
mail-session-replayed-body =
    Dag,

    We zagen iets vreemds met je account op een toestel. Daarom hebben we je daar afgemeld. Dat is veiliger.

    Klik op de link hieronder om je weer aan te melden. Denk je dat iemand anders je account gebruikt? Kies dan een nieuw wachtwoord. Een buurtwerker helpt je graag.

mail-request-approved-subject = Goed nieuws over je vraag
mail-request-approved-body =
    Dag,

    Een buurtwerker heeft je vraag gelezen. Je vraag is in orde. We zoeken nu iemand die kan helpen. Je hoort van ons als er nieuws is.

    Klik op de link hieronder om je vraag te zien.

mail-information-asked-subject = We willen je nog iets vragen
mail-information-asked-body =
    Dag,

    Een buurtwerker heeft je vraag gelezen. De buurtwerker wil nog iets weten. Dan kunnen we beter helpen.

    Klik op de link hieronder om te antwoorden. Neem rustig je tijd. Wil je liever praten? Dat kan ook met een buurtwerker.

mail-request-rejected-subject = Nieuws over je vraag
mail-request-rejected-body =
    Dag,

    Een buurtwerker heeft je vraag gelezen. Met deze vraag kunnen we in Buurtnet niet helpen. Het is goed dat je het hebt gevraagd.

    Klik op de link hieronder. Daar lees je waarom. Een buurtwerker zoekt graag samen met jou wat wel kan.

mail-still-needed-subject = Heb je nog hulp nodig?
mail-still-needed-body =
    Dag,

    Je hebt om hulp gevraagd. Dat is al een tijd geleden. Heb je nog hulp nodig?

    Ja? Klik dan op de link hieronder. Je kunt het ook zeggen aan een buurtwerker.

    Nee? Dan hoef je niets te doen. Je vraag stopt vanzelf. Wil je liever praten? Een buurtwerker belt je graag.

mail-request-silent-subject = Iemand antwoordt niet meer
mail-request-silent-body =
    Dag,

    Iemand heeft hulp gevraagd. Er is nog niemand geweest. We vroegen of er nog hulp nodig is, maar er komt geen antwoord.

    Wil je bellen of langsgaan? Anders stopt de vraag over een week. Klik op de link hieronder om de vraag te zien.

mail-first-look-late-subject = Er wacht een hulpvraag
mail-first-look-late-body =
    Dag,

    Iemand vroeg hulp en wacht al te lang. Nu is het jouw beurt om te kijken.

    Klik op de link hieronder. Dan zie je de vraag. Kun je nu niet? Vraag het aan iemand anders van de ploeg.

mail-nobody-looks-subject = Er wacht iets en niemand kijkt
mail-nobody-looks-body =
    Dag,

    In een buurt wacht iets al te lang. Niemand van de ploeg kijkt.

    Wil jij zorgen dat er iemand kijkt? Klik op de link hieronder. Dan zie je waar het is.

mail-request-expired-subject = Je vraag is gestopt
mail-request-expired-body =
    Dag,

    We hebben een tijd niets van je gehoord. Je vraag is nu gestopt.

    Heb je nog hulp nodig? Klik dan op de link hieronder. Dat kan nog 30 dagen. Een buurtwerker helpt je graag.

mail-offer-approved-subject = Dank je, je kunt nu helpen
mail-offer-approved-body =
    Dag,

    Fijn dat je wil helpen. Een buurtwerker heeft je aanbod gelezen. Het is in orde. Je hoort van ons als er een vraag is die bij je past. Jij kiest altijd zelf of je ja zegt.

    Klik op de link hieronder om je aanbod te zien of te veranderen.

mail-offer-rejected-subject = Nieuws over je aanbod
mail-offer-rejected-body =
    Dag,

    Dank je dat je wil helpen. Een buurtwerker heeft je aanbod gelezen. Op deze manier lukt het nu niet.

    Klik op de link hieronder. Daar lees je waarom. Een buurtwerker bekijkt graag met jou wat wel kan.

mail-match-proposed-subject = Een voorstel voor jou
mail-match-proposed-body =
    Dag,

    Misschien kunnen jij en iemand anders elkaar leren kennen. Jij kiest. Zeggen jullie allebei ja? Pas dan zien jullie elkaars naam en hoe jullie elkaar bereiken. Nee zeggen mag altijd.

    Klik op de link hieronder om het voorstel te zien.

mail-match-agreed-subject = Jullie zeggen allebei ja
mail-match-agreed-body =
    Dag,

    Goed nieuws: jullie zeggen allebei ja. Nu kunnen jullie samen een moment kiezen.

    Klik op de link hieronder. Daar zie je hoe je de ander bereikt. Heb je een vraag? Een buurtwerker helpt je graag.

mail-match-off-subject = Nieuws over een voorstel of afspraak
mail-match-off-body =
    Dag,

    Een voorstel of afspraak gaat niet door, of is gestopt. Dat kan om veel redenen. Het ligt niet aan jou.

    Klik op de link hieronder om te zien hoe het nu is. Wil je erover praten? Een buurtwerker luistert graag en zoekt met je mee.

mail-bond-changed-subject = Er is iets veranderd
mail-bond-changed-body =
    Dag,

    Er is iets veranderd met uw vaste helper of met wie u helpt. Misschien is er een pauze. Misschien komt er even iemand anders. Klik op de link. Dan ziet u het.

mail-check-in-subject = Gaat het goed?
mail-check-in-body =
    Dag,

    U ziet elkaar nu al een tijd. Gaat het goed? Klik op de link en vertel het ons. Alleen de buurtwerkers lezen het.

mail-go-on-subject = Wilt u iemand anders?
mail-go-on-body =
    Dag,

    Uw vaste helper komt niet meer. Wilt u iemand anders? Klik op de link. Dan ziet u uw vraag. Hebt u niemand meer nodig? Stop de vraag daar. Een buurtwerker helpt u graag.

mail-visit-planned-subject = Er komt iemand op bezoek
mail-visit-planned-body =
    Dag,

    Er is een bezoek gepland. Klik op de link. Dan ziet u wanneer. Past het niet? Zeg het daar af.

mail-visit-off-subject = Een bezoek gaat niet door
mail-visit-off-body =
    Dag,

    Een bezoek gaat niet door. Klik op de link. Dan ziet u welk bezoek. Hebt u toch iemand nodig? Een buurtwerker helpt u graag.

mail-visit-unreported-subject = Hoe was het bezoek?
mail-visit-unreported-body =
    Dag,

    Er was een bezoek. Wij weten nog niet hoe het was. Klik op de link en vertel het ons.

mail-cover-wanted-subject = Een helper kan niet komen
mail-cover-wanted-body =
    Dag,

    Een helper kan niet komen. Er is nog niemand anders. Kun jij iemand zoeken? Klik op de link. Dan zie je de vraag.

mail-nobody-opened-subject = Niemand deed open
mail-nobody-opened-body =
    Dag,

    Een helper kwam op bezoek. Niemand deed open. Kijk vandaag of alles goed is. Klik op de link. Heb je de persoon gesproken? Vertel het ons daar.

mail-confirm-old-address-subject = Moeten doorverwijzingen naar een ander adres?
mail-confirm-old-address-body =
    Dag,

    Iemand van je organisatie vroeg om doorverwijzingen voortaan naar een ander adres te sturen.

    De link hieronder toont welk, en laat je bevestigen. Het telt zodra beide mailboxen bevestigd hebben. Was het niemand van jullie? Doe dan niets, en vertel het aan de buurtwerkers.

mail-confirm-new-address-subject = Moeten doorverwijzingen naar dit adres komen?
mail-confirm-new-address-body =
    Dag,

    Een organisatie vroeg om haar doorverwijzingen voortaan naar dit adres te sturen.

    De link hieronder toont welke, en laat je bevestigen. Het telt zodra de mailbox van tot nu toe het ook bevestigt.

mail-link-code-subject = Je code voor een doorverwijzing
mail-link-code-body =
    Dag,

    Iemand vroeg de code van een doorverwijzing die naar je organisatie gestuurd is. Typ ze op de pagina achter de link. Ze werkt 15 minuten.

    Was dat niemand van je organisatie? Dan hoef je niets te doen: zonder deze code leest niemand iets.

mail-referral-received-subject = Er wacht een vraag om hulp op je antwoord
mail-referral-received-body =
    Dag,

    Een buurtwerker heeft via Buurtnet een vraag om hulp naar je organisatie gestuurd. In deze mail staat niets over de vraag zelf. Zo beschermen we de privacy.

    Klik op de link hieronder om de vraag te lezen. Je kunt ja zeggen, nee zeggen met een reden, of eerst iets vragen. Wil je snel antwoorden? Dat helpt het meest. Dank je wel.

mail-referral-reminder-subject = Een vraag om hulp wacht nog op je antwoord
mail-referral-reminder-body =
    Dag,

    Een vraag om hulp wacht al een tijd op je antwoord. Met je antwoord kunnen wij verder. Ook als je neen zegt.

    Klik op de link hieronder om de vraag te zien.

mail-concern-waits-subject = Er wacht een melding
mail-concern-waits-body =
    Dag,

    Iemand maakt zich zorgen in je buurt. Kijk jij? Klik op de link hieronder.

    Lukt het niet? Vraag het aan een collega. Anders gaat de melding naar de volgende.

mail-override-to-read-subject = Lees je mee? Er is iets zonder ja verstuurd
mail-override-to-read-body =
    Dag,

    Een vraag is naar een organisatie gestuurd zonder ja van de mens om wie het gaat. Het leek dringend.

    Lees binnen 72 uur waarom. Is het in orde? Zeg het dan. Is het niet in orde? Dan stopt het meteen. Klik op de link hieronder.

mail-backend-service-registered-subject = Een computerprogramma van jullie mag nu zelf werken
mail-backend-service-registered-body =
    Dag,

    Een computerprogramma van jullie organisatie mag nu zelf doorverwijzingen lezen en antwoorden. Niemand moet zich daarvoor aanmelden.

    De link hieronder toont welk programma het is. Heeft niemand van jullie dit gevraagd? Haal het weg en zeg het ons.

mail-backend-service-rekeyed-subject = De sleutels van jullie programma zijn anders
mail-backend-service-rekeyed-body =
    Dag,

    Het computerprogramma van jullie organisatie heeft nu andere sleutels. De sleutels die weg zijn, werken niet meer.

    De link hieronder toont het programma. Heeft niemand van jullie dit gedaan? Haal het programma weg en zeg het ons.

mail-webhook-disabled-subject = We sturen niets meer naar jullie computer
mail-webhook-disabled-body =
    Dag,

    We stuurden berichten naar het programma van jullie organisatie. Het programma nam ze niet aan. Daarom zijn we gestopt.

    De link hieronder toont waar. Laat iemand het herstellen en zet het dan weer aan. De doorverwijzingen zelf staan nog altijd op dezelfde plaats.

mail-subscription-failed-subject = We sturen niets meer naar jullie programma
mail-subscription-failed-body =
    Dag,

    We stuurden berichten naar het programma van jullie organisatie. Het programma nam ze niet aan. Daarom zijn we gestopt.

    De link hieronder toont waar. Laat iemand het herstellen en vraag het dan opnieuw aan. Wat gemist is, komt dan nog. De doorverwijzingen zelf staan nog altijd op dezelfde plaats.

mail-request-refused-again-subject = Organisaties zeggen weer neen
mail-request-refused-again-body =
    Dag,

    Organisaties zeiden nu al twee keer neen op dezelfde vraag.

    Wil je mee zoeken? Klik op de link hieronder om de vraag te zien.

mail-referral-changed-subject = Nieuws over een vraag bij een organisatie
mail-referral-changed-body =
    Dag,

    Een vraag om hulp ging naar een organisatie. Daar is nu nieuws over.

    Klik op de link hieronder. Daar lees je hoe het nu is, en of je iets moet doen. Heb je een vraag? Het buurtteam helpt je graag.

mail-vetting-lapses-subject = Een controle moet opnieuw
mail-vetting-lapses-body =
    Dag,

    Toen je helper werd, hebben we samen iets gecontroleerd. Dat moet binnenkort opnieuw. Zo kan je blijven helpen.

    Je mag blijven helpen wie je nu helpt. Klik op de link hieronder om te zien tot wanneer de controle geldt. Een buurtwerker doet dit graag samen met jou.

mail-consent-recorded-subject = Het team schreef op: je zei ja
mail-consent-recorded-body =
    Dag,

    Het buurtteam schreef op dat je ja zei. Of iemand zei ja voor jou. Het gaat over iets delen of tonen.

    Klopt dat? Dan hoef je niets te doen.

    Klopt het niet? Of wil je het niet meer? Klik dan op de link hieronder. Dan stopt het meteen. Je kunt het ook zeggen aan het team.

mail-consent-lapses-subject = Je toestemming stopt binnenkort
mail-consent-lapses-body =
    Dag,

    Je hebt ja gezegd voor een tijd. Die tijd stopt over twee weken.

    Klik op de link hieronder om te zien waarover het gaat. Mag het verdergaan? Zeg dan opnieuw ja. Dat kan in de app of met een buurtwerker. Mag het niet? Dan hoef je niets te doen.

mail-consent-lapsed-subject = Een toestemming is gestopt
mail-consent-lapsed-body =
    Dag,

    Er was een toestemming voor een tijd. Die tijd is nu voorbij. We delen daarom niets meer.

    Klik op de link hieronder om te zien waarover het gaat. Opnieuw ja zeggen kan altijd.

mail-still-here-subject = Wilt u bij Buurtnet blijven?
mail-still-here-body =
    Dag,

    U was lang niet op Buurtnet. Wilt u blijven? Meld u dan aan met de link hieronder. Doe dat binnen 30 dagen.

    Meldt u zich niet aan? Dan wissen we alles over u. Dat kunnen we niet herstellen. U mag altijd opnieuw beginnen.

mail-export-ready-subject = Uw gegevens staan klaar
mail-export-ready-body =
    Dag,

    U vroeg wat wij over u bewaren. Het staat klaar. Meld u aan met de link hieronder. Het blijft daar een week.

    Hebt u dit niet gevraagd? Kies een nieuw wachtwoord. Zeg het ook aan het team van uw buurt.

mail-proxy-named-subject = Iemand mag iets doen voor iemand anders
mail-proxy-named-body =
    Dag,

    Op Buurtnet mag iemand nu dingen doen voor iemand anders. Dat gaat over u.

    Klik op de link. U ziet wie, wat en hoe lang. U kunt dit altijd stoppen. Zeg het ook gerust aan het buurtteam.

mail-proxy-ended-subject = Dit is nu gestopt: iets doen voor iemand anders
mail-proxy-ended-body =
    Dag,

    Iemand mocht op Buurtnet dingen doen voor iemand anders. Dat is nu gestopt.

    Klik op de link. Dan ziet u waarover het gaat. Moet het verdergaan? Zeg het aan het buurtteam.

mail-trial-subject = Een mail om te proberen
mail-trial-body = Dit is een mail om te proberen. Je leest hem: het werkt.
