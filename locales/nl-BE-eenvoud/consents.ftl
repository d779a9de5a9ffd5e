### De toestemmingsteksten in eenvoudige taal. Versie 1.

consent-referral =
    Een organisatie kan je misschien verder helpen. Mogen we je vraag aan hen geven?

    Wat geven we? Alleen wat hierbij is aangekruist, waarom we je vraag doorgeven en hoe dringend het is. Er kan iets over je gezondheid of je leven in staan.

    Aan wie? Alleen aan de organisatie die we hierbij noemen.

    Waarom? Dan kan de organisatie kijken of ze je kan helpen, en je helpen.

    Hoelang? De organisatie kan het lezen tot 30 dagen nadat ze klaar is met je vraag. Zeg je vroeger stop? Dan kan ze het meteen niet meer lezen. Je vraag stopt daar dan ook. Wat ze zelf al opschreef, kan ze nog bewaren.

    Nee zeggen mag. Dat verandert niets aan de hulp van je buren.

    Je mag altijd stop zeggen. Dat kan in de app of bij een buurtwerker. We bewaren wel dat je ja of nee zei. Heb je een klacht? Dat kan bij de Gegevensbeschermingsautoriteit.

consent-publishRequest =
    Mogen we je vraag tonen aan mensen in de buurt? Dan kan iemand zeggen: ik wil helpen.

    Wat tonen we? De korte tekst die jij goed vond. Ook welke hulp je zoekt, wanneer, in welke taal en ongeveer hoe ver het is. We tonen niet je naam en niet je adres. Ook niet je telefoonnummer of e-mailadres.

    Aan wie? Aan mensen uit de omgeving die meedoen met Buurtnet.

    Waarom? Alleen om iemand te vinden die helpt.

    Hoelang? Zolang we iemand zoeken. Zeg je vroeger stop? Dan tonen we je vraag meteen niet meer. Wat mensen al gelezen hebben, kunnen we niet terugnemen.

    Nee zeggen mag. Je buren kunnen je dan nog altijd helpen. Een buurtwerker zoekt dan iemand voor je.

    Je mag altijd stop zeggen. Dat kan in de app of bij een buurtwerker. We bewaren wel dat je ja of nee zei. Heb je een klacht? Dat kan bij de Gegevensbeschermingsautoriteit.

consent-research =
    We willen leren wat goed werkt in een buurt waar mensen voor elkaar zorgen. Mogen we daarvoor ook gegevens van jou gebruiken?

    Wat geven we? Alleen wat hierbij is aangekruist. Nooit je naam, je adres, je telefoonnummer of je e-mailadres. Ook niet wat je zelf schreef.

    Aan wie? Aan onderzoekers die hierover een afspraak hebben met Buurtnet. Een buurtwerker kan zeggen wie dat zijn.

    Waarom? Alleen om te leren over zulke buurten. Niemand kan zien dat het over jou gaat.

    Hoelang? Tot jij stop zegt. En nooit langer dan twee jaar na het einde van je vraag of je hulp.

    Nee zeggen mag. Dat verandert niets aan de hulp van je buren.

    Je mag altijd stop zeggen. Dat kan in de app of bij een buurtwerker. Dan gebruiken we je gegevens hier niet meer voor. Wat we al geleerd hebben, blijft. We bewaren wel dat je ja of nee zei. Heb je een klacht? Dat kan bij de Gegevensbeschermingsautoriteit.

consent-askNeighbourhood =
    Een organisatie helpt jou. Die organisatie wil ook hulp vragen aan buren. Mag dat?

    De buurtwerker krijgt je naam, je adres en je nummer. De buurtwerker weet ook welke hulp je vraagt. Buren zien nog niets. Jij kiest eerst wie mag helpen.

    De organisatie hoort alleen: is er hulp gekomen, ja of nee.

    Zeg je later nee? Dan stopt de vraag meteen.

    Je mag nee zeggen. De organisatie blijft je dan gewoon helpen.

    Je kan altijd stoppen, in de app of bij de buurtwerker. We schrijven je antwoord op. Heb je een klacht over privacy? Dan kan je naar de Gegevensbeschermingsautoriteit.
