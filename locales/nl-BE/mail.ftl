### De mails van Buurtnet. Ze noemen geen persoon, geen plaats en niets over gezondheid. De link komt onder de tekst.

mail-greeting =
    Warme groet,
    Buurtnet

mail-verify-address-subject = Bevestig je e-mailadres
mail-verify-address-body =
    Dag,

    Fijn dat je meedoet met Buurtnet. Met de link hieronder bevestig je dat dit e-mailadres van jou is.

    De link werkt maar korte tijd. Werkt hij niet meer, schrijf je dan gewoon opnieuw in. Heb jij je niet ingeschreven, dan hoef je niets te doen.

mail-address-known-subject = Je hebt al een account bij Buurtnet
mail-address-known-body =
    Dag,

    Er is een inschrijving geprobeerd met dit e-mailadres, maar je hebt hier al een account mee.

    Was jij het? Dan kun je je gewoon aanmelden via de link hieronder. Je wachtwoord vergeten? Daar kun je ook een nieuw aanvragen. Was jij het niet? Dan hoef je niets te doen; er is niets veranderd.

mail-reset-password-subject = Kies een nieuw wachtwoord
mail-reset-password-body =
    Dag,

    Er is een nieuw wachtwoord gevraagd voor je account. Je kiest het via de link hieronder.

    De link werkt maar korte tijd en maar één keer. Werkt hij niet meer, vraag dan gerust een nieuwe. Heb jij dit niet gevraagd, dan hoef je niets te doen; je wachtwoord blijft hetzelfde.

mail-password-changed-subject = Je wachtwoord is veranderd
mail-password-changed-body =
    Dag,

    Het wachtwoord van je account is veranderd. Voor je veiligheid ben je op al je toestellen afgemeld.

    Heb jij dit gedaan? Dan kun je je weer aanmelden via de link hieronder. Was jij het niet? Vraag dan meteen een nieuw wachtwoord aan en laat het aan een buurtwerker weten.

mail-session-replayed-subject = We hebben je voor de veiligheid afgemeld
mail-session-replayed-body =
    Dag,

    We merkten iets ongewoons bij je aanmelding op een toestel. Daarom hebben we je daar voor de zekerheid afgemeld.

    Je kunt je weer aanmelden via de link hieronder. Twijfel je of iemand anders je account gebruikt? Kies dan een nieuw wachtwoord; een buurtwerker helpt je graag.

mail-request-approved-subject = Goed nieuws over je vraag
mail-request-approved-body =
    Dag,

    Een buurtwerker heeft je vraag bekeken en goedgekeurd. We gaan nu op zoek naar iemand die kan helpen. Je hoort van ons zodra er nieuws is.

    Via de link hieronder zie je je vraag.

mail-information-asked-subject = We willen je graag nog iets vragen
mail-information-asked-body =
    Dag,

    Een buurtwerker heeft je vraag gelezen en wil graag nog iets weten, om goed te kunnen helpen.

    Via de link hieronder kun je rustig antwoorden. Praat je liever, dan kun je ook een buurtwerker aanspreken.

mail-request-rejected-subject = Nieuws over je vraag
mail-request-rejected-body =
    Dag,

    Een buurtwerker heeft je vraag bekeken. We kunnen er in Buurtnet niet mee verder. Het is goed dat je de vraag hebt gesteld.

    Via de link hieronder lees je de reden. Een buurtwerker zoekt graag samen met jou naar een andere weg.

mail-still-needed-subject = Is er nog hulp nodig?
mail-still-needed-body =
    Dag,

    Een tijd geleden vroeg je hulp. We willen graag weten of er nog hulp nodig is.

    Ja? Dan laat je dat weten met één klik op de link hieronder. Je kunt het ook zeggen in de app, of aan een buurtwerker.

    Is het niet meer nodig? Dan hoef je niets te doen: je vraag stopt vanzelf. Praat je liever met iemand? Een buurtwerker belt je graag.

mail-request-silent-subject = Iemand antwoordt al een tijd niet
mail-request-silent-body =
    Dag,

    Iemand vroeg hulp, niemand heeft al geholpen, en op de vraag of er nog hulp nodig is, komt geen antwoord.

    Kijk je even, en bel je misschien of ga je langs? Zonder een woord stopt de vraag over een week. Via de link hieronder zie je de vraag.

mail-first-look-late-subject = Er wacht een hulpvraag
mail-first-look-late-body =
    Dag,

    Een hulpvraag wacht al langer op een eerste blik dan zou mogen, en jij bent nu aan de beurt om te kijken.

    Kijk je even? Via de link hieronder zie je de vraag. Kun je nu niet, spreek dan iemand van de ploeg aan: anders gaat de vraag vanzelf een stap verder.

mail-nobody-looks-subject = Er wacht iets en niemand van de ploeg kijkt
mail-nobody-looks-body =
    Dag,

    In een buurt wacht iets langer dan zou mogen, en niemand van de ploeg heeft gekeken of kan kijken.

    Zorg je dat er iemand kijkt? Via de link hieronder zie je waar het is.

mail-request-expired-subject = Je vraag is gestopt
mail-request-expired-body =
    Dag,

    We hebben een tijd niets van je gehoord. Daarom is je vraag gestopt.

    Is er nog hulp nodig? Dan kun je je vraag binnen 30 dagen opnieuw openen via de link hieronder. Een buurtwerker doet dat graag samen met jou.

mail-offer-approved-subject = Dank je, je aanbod staat klaar
mail-offer-approved-body =
    Dag,

    Wat fijn dat je wil helpen. Een buurtwerker heeft je aanbod goedgekeurd. Je hoort van ons als er een vraag is die bij je past. Jij kiest telkens zelf of je ja zegt.

    Via de link hieronder kun je je aanbod bekijken of aanpassen.

mail-offer-rejected-subject = Nieuws over je aanbod
mail-offer-rejected-body =
    Dag,

    Dank je dat je wil helpen. Een buurtwerker heeft je aanbod bekeken. Op deze manier kunnen we het nu niet gebruiken.

    Via de link hieronder lees je de reden. Een buurtwerker bekijkt graag met jou wat wel kan.

mail-match-proposed-subject = Een voorstel voor jou
mail-match-proposed-body =
    Dag,

    We hebben een voorstel om twee mensen met elkaar in contact te brengen, en jij bent een van hen. Jij kiest rustig zelf. Pas als jullie allebei ja zeggen, delen we namen en contactgegevens. Nee zeggen mag altijd.

    Via de link hieronder zie je het voorstel.

mail-match-agreed-subject = Jullie hebben allebei ja gezegd
mail-match-agreed-body =
    Dag,

    Goed nieuws: jullie hebben allebei ja gezegd. Nu kunnen jullie samen een moment afspreken.

    Via de link hieronder zie je hoe je de ander bereikt. Heb je een vraag of twijfel je ergens over, dan helpt een buurtwerker je graag.

mail-match-off-subject = Nieuws over een voorstel of afspraak
mail-match-off-body =
    Dag,

    Een voorstel of afspraak gaat niet door of is gestopt. Dat kan veel redenen hebben, en het zegt niets over jou.

    Via de link hieronder zie je hoe het ervoor staat. Wil je erover praten of samen verder kijken? Een buurtwerker doet dat graag met jou.

mail-bond-changed-subject = Nieuws over uw vaste contact
mail-bond-changed-body =
    Dag,

    Er is iets veranderd in uw vaste contact: het is gepauzeerd, het gaat verder, of er wordt een tijdje iemand anders gezocht. Via de link hieronder ziet u hoe het ervoor staat.

mail-check-in-subject = Hoe gaat het tussen jullie?
mail-check-in-body =
    Dag,

    Jullie zien elkaar nu al een tijd. Hoe gaat het? Laat het ons weten via de link hieronder. Alleen de buurtwerkers lezen wat jullie antwoorden.

mail-go-on-subject = Wilt u verdergaan met iemand anders?
mail-go-on-body =
    Dag,

    Uw vaste contact is gestopt. Wilt u verdergaan met iemand anders? Via de link hieronder ziet u hoe het met uw vraag staat. Hebt u niemand meer nodig, dan kunt u uw vraag daar intrekken; is ze afgesloten, dan kunt u ze binnen 30 dagen heropenen. Een buurtwerker doet dat graag samen met u.

mail-visit-planned-subject = Er is een bezoek gepland
mail-visit-planned-body =
    Dag,

    Er is een bezoek gepland. Via de link hieronder ziet u wanneer. Past het niet, dan kunt u het daar afzeggen.

mail-visit-off-subject = Een bezoek gaat niet door
mail-visit-off-body =
    Dag,

    Een gepland bezoek gaat niet door. Via de link hieronder ziet u welk bezoek. Hebt u op dat moment toch iemand nodig, dan helpt een buurtwerker u graag.

mail-visit-unreported-subject = Hoe was het bezoek?
mail-visit-unreported-body =
    Dag,

    Er was een bezoek gepland, en nog niemand heeft ons laten weten hoe het ging. Wilt u dat doen via de link hieronder? Dan weten we dat alles goed is.

mail-cover-wanted-subject = Een helper kan niet komen
mail-cover-wanted-body =
    Dag,

    Een helper kan niet komen, en nog niemand heeft gezegd in de plaats te komen. Wil je iemand zoeken? Via de link hieronder zie je wat er gevraagd wordt.

mail-nobody-opened-subject = Er deed niemand open voor een helper
mail-nobody-opened-body =
    Dag,

    Een helper kwam langs, en er deed niemand open. Wil je vandaag nagaan of alles goed is? Via de link hieronder zie je over welk bezoek het gaat. Laat het daar weten zodra je de persoon hebt bereikt.

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

mail-referral-received-subject = Er wacht een doorverwijzing op je antwoord
mail-referral-received-body =
    Dag,

    Via Buurtnet is een doorverwijzing naar je organisatie verstuurd. Om de privacy te beschermen, staan er in deze mail geen gegevens over de vraag.

    Via de link hieronder kun je de doorverwijzing lezen, een vraag stellen, ze aanvaarden of ze met een reden weigeren. Een spoedig antwoord helpt de betrokkene het meest. Alvast bedankt voor je medewerking.

mail-referral-reminder-subject = Een doorverwijzing wacht nog op je antwoord
mail-referral-reminder-body =
    Dag,

    Een doorverwijzing wacht al een tijd op een woord van jou. Dat woord helpt ons om de mens over wie het gaat verder te helpen, ook als het een neen is.

    Via de link hieronder zie je de doorverwijzing.

mail-concern-waits-subject = Er wacht een zorgmelding
mail-concern-waits-body =
    Dag,

    In je buurt kwam een zorgmelding binnen, en jij bent aan de beurt om te kijken. Met de link hieronder kom je erbij.

    Lukt het nu niet, spreek dan iemand van de ploeg aan: anders gaat de melding vanzelf een stap verder.

mail-override-to-read-subject = Een doorverwijzing zonder toestemming wacht op een tweede lezer
mail-override-to-read-body =
    Dag,

    Een doorverwijzing is zonder toestemming verstuurd, omdat iemands leven of gezondheid in gevaar leek.

    Lees binnen 72 uur na het versturen waarom. Ben je het ermee eens, dan zeg je dat; ben je het er niet mee eens, dan stopt de doorverwijzing meteen. Via de link hieronder lees je ze.

mail-backend-service-registered-subject = Software van je organisatie kan zich zelf aanmelden
mail-backend-service-registered-body =
    Dag,

    Software van je organisatie kan vanaf nu zelf doorverwijzingen lezen en beantwoorden, zonder dat iemand zich aanmeldt.

    De link hieronder toont welke software het is en wat ze mag. Heeft niemand van je organisatie dit gevraagd? Meld je aan, haal ze weg, en laat het ons weten.

mail-backend-service-rekeyed-subject = De sleutels van je software zijn veranderd
mail-backend-service-rekeyed-body =
    Dag,

    De sleutels waarmee de software van je organisatie zich aanmeldt, zijn veranderd. Sleutels die er niet meer bij staan, tellen niet meer.

    De link hieronder toont de software en haar sleutels. Heeft niemand van je organisatie ze veranderd? Meld je aan, haal de software weg, en laat het ons weten.

mail-webhook-disabled-subject = Een webhook van je organisatie wordt niet meer aangeroepen
mail-webhook-disabled-body =
    Dag,

    De software van je organisatie nam niet aan wat we haar over doorverwijzingen lieten weten. Daarom roepen we haar webhook niet meer aan.

    De link hieronder leidt naar de webhook. Laat hem herstellen, zet hem weer aan, en laat opnieuw sturen wat hij gemist heeft. De doorverwijzingen zelf staan intussen waar ze altijd staan.

mail-subscription-failed-subject = De FHIR-software van je organisatie krijgt geen berichten meer
mail-subscription-failed-body =
    Dag,

    De FHIR-software van je organisatie nam niet aan wat we haar over doorverwijzingen lieten weten. Daarom roepen we haar niet meer aan.

    De link hieronder is het abonnement. Laat de software herstellen en vraag het abonnement opnieuw aan (status requested): het gaat verder met het eerste dat gemist werd. De doorverwijzingen zelf staan intussen waar ze altijd staan.

mail-request-refused-again-subject = Een vraag is opnieuw geweigerd
mail-request-refused-again-body =
    Dag,

    Voor één vraag hebben organisaties nu al twee keer gezegd dat ze niet kunnen helpen.

    Kijk je mee naar wat er wel kan? Via de link hieronder zie je de vraag.

mail-referral-changed-subject = Nieuws over een doorverwijzing
mail-referral-changed-body =
    Dag,

    Er is nieuws over een doorverwijzing.

    Via de link hieronder lees je hoe het ervoor staat en of er iets van jou verwacht wordt. Heb je een vraag, dan staat het buurtteam voor je klaar.

mail-vetting-lapses-subject = Een controle mag vernieuwd worden
mail-vetting-lapses-body =
    Dag,

    Iets wat we samen bekeken toen je helper werd, moet binnenkort vernieuwd worden. Zo kan je verder met alle hulp die je aanbiedt.

    Voor wie je nu helpt, verandert er niets. Via de link hieronder zie je tot wanneer het geldt; een buurtwerker vernieuwt het graag samen met jou.

mail-consent-recorded-subject = Het team schreef op dat je ja zei
mail-consent-recorded-body =
    Dag,

    Het buurtteam schreef op dat jij, of iemand die voor jou mag antwoorden, ja zei om iets te delen of te tonen.

    Klopt dat? Dan hoef je niets te doen.

    Klopt het niet, of denk je er nu anders over? Met één klik op de link hieronder neem je die ja terug, en wat daarop steunt, stopt meteen. Je kunt het ook aan het team zeggen.

mail-consent-lapses-subject = Een toestemming loopt binnenkort af
mail-consent-lapses-body =
    Dag,

    Je hebt ooit voor een bepaalde tijd ja gezegd. Die tijd is over twee weken om.

    Via de link hieronder zie je waarover het gaat. Wil je dat het verdergaat, zeg dan opnieuw ja, in de app of samen met een buurtwerker. Wil je dat niet, dan hoef je niets te doen.

mail-consent-lapsed-subject = Een toestemming is afgelopen
mail-consent-lapsed-body =
    Dag,

    Een toestemming voor een bepaalde tijd is afgelopen. Wat daarop steunde, stopt, en er wordt om die reden niets meer gedeeld.

    Via de link hieronder zie je waarover het gaat. Opnieuw ja zeggen kan altijd.

mail-still-here-subject = Wilt u bij Buurtnet blijven?
mail-still-here-body =
    Dag,

    Het is ongeveer drie jaar geleden dat we u op Buurtnet zagen. Wilt u blijven? Meld u dan binnen 30 dagen aan met de link hieronder.

    Zien we u niet, dan wissen we alles wat we van u bewaren. Dat kan niet ongedaan gemaakt worden. U bent altijd welkom om u opnieuw in te schrijven.

mail-export-ready-subject = Uw gegevens staan klaar
mail-export-ready-body =
    Dag,

    U vroeg een kopie van wat Buurtnet van u bewaart. Ze staat klaar: meld u aan met de link hieronder om ze op te halen. Ze blijft daar een week.

    Hebt u dit niet gevraagd? Kies dan een nieuw wachtwoord en verwittig het team van uw buurt.

mail-proxy-named-subject = Iemand mag voortaan voor iemand anders optreden
mail-proxy-named-body =
    Dag,

    U liet ons weten, of het buurtteam schreef het samen met u op, dat de ene op Buurtnet voor de andere mag optreden.

    Via de link hieronder ziet u voor wie, hoever dat gaat en tot wanneer. U kunt het daar altijd stoppen, of met een woordje aan het team.

mail-proxy-ended-subject = Optreden voor iemand anders is afgelopen
mail-proxy-ended-body =
    Dag,

    Tot nu toe kon de ene op Buurtnet voor de andere optreden. Dat is nu afgelopen.

    Via de link hieronder ziet u waarover het ging. Als het moet verdergaan, regelt het buurtteam dat graag samen met u.

mail-trial-subject = Proefmail van Buurtnet
mail-trial-body = Deze mail komt van Buurtnet zelf, om te zien of mails aankomen. Dat lukt: je leest hem.
