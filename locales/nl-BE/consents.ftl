### De toestemmingsteksten: wat een mens leest of hoort voor hij of zij kiest. Versie 1.

consent-referral =
    We willen je vraag doorgeven aan een organisatie die je verder kan helpen. Daarvoor vragen we je toestemming.

    Wat we delen: alleen de gegevens die hierbij zijn aangekruist, met de reden en hoe dringend het is. Daarin kan iets over je gezondheid of je situatie staan.

    Met wie: alleen met de organisatie die hierbij genoemd wordt.

    Waarvoor: om na te gaan of ze je kan helpen, en om je te helpen.

    Hoelang: tot 30 dagen na het einde van de doorverwijzing. Trek je je toestemming in, dan stoppen de toegang en de doorverwijzing meteen. Wat de organisatie zelf al noteerde, valt onder haar eigen regels.

    Nee zeggen mag. Het heeft geen gevolgen voor de hulp van je buren.

    Intrekken kan altijd, in de app of bij een buurtwerker. We bewaren wel dat je ja of nee zei. Een klacht over je privacy kun je melden bij de Gegevensbeschermingsautoriteit.

consent-publishRequest =
    We willen je hulpvraag tonen aan mensen in de buurt, zodat iemand zich kan aanbieden. Daarvoor vragen we je toestemming.

    Wat we tonen: de korte tekst die jij goedkeurde en praktische zaken, zoals het soort hulp, de momenten, de talen en ongeveer hoe ver het is. Niet je naam, je adres of je contactgegevens.

    Aan wie: bewoners in de omgeving die bij Buurtnet zijn ingeschreven.

    Waarvoor: alleen om iemand te vinden die helpt.

    Hoelang: zolang we iemand zoeken, of tot je je toestemming intrekt. Dan tonen we je vraag meteen niet meer. Wat al gelezen is, kunnen we niet terugnemen.

    Nee zeggen mag. Je buren kunnen je nog altijd helpen: een buurtwerker zoekt dan iemand voor je.

    Intrekken kan altijd, in de app of bij een buurtwerker. We bewaren wel dat je ja of nee zei. Een klacht over je privacy kun je melden bij de Gegevensbeschermingsautoriteit.

consent-research =
    We willen leren wat zorgzame buurten voor mensen betekenen. Mogen we daarvoor ook jouw gegevens gebruiken?

    Wat we delen: alleen de gegevens die hierbij zijn aangekruist. Nooit je naam, je adres, je contactgegevens of wat je zelf schreef.

    Met wie: onderzoekers die daarover een overeenkomst met Buurtnet hebben. Een buurtwerker kan je zeggen wie dat zijn.

    Waarvoor: alleen voor onderzoek naar zorgzame buurten. In de resultaten is niemand te herkennen.

    Hoelang: tot je je toestemming intrekt, en hoogstens twee jaar nadat je hulpvraag of je hulpaanbod is afgelopen.

    Nee zeggen mag. Het heeft geen gevolgen voor de hulp van je buren.

    Intrekken kan altijd, in de app of bij een buurtwerker. Vanaf dan gebruiken we je gegevens hier niet meer voor; resultaten die er al zijn, blijven bestaan. We bewaren wel dat je ja of nee zei. Een klacht over je privacy kun je melden bij de Gegevensbeschermingsautoriteit.

consent-askNeighbourhood =
    Een organisatie die je helpt, wil via Buurtnet in jouw naam hulp vragen aan buren. Daarvoor vragen we je toestemming.

    Wat we delen: je naam, waar je woont en hoe je te bereiken bent, en welke hulp je nodig hebt, met de buurtwerkers van je buurt. Buren zien niets tot jij met iemand akkoord gaat.

    Wat de organisatie te weten komt: alleen of de hulp er kwam. Niet wie je helpt, en niet wat je aan de buurt vertelt.

    Hoe lang: zolang we zoeken, en voor de organisatie tot 30 dagen daarna. Trek je je toestemming in, dan stopt de hulpvraag meteen en ziet de organisatie niets meer.

    Je mag nee zeggen. Dat heeft geen gevolgen voor de hulp van de organisatie.

    Je kan op elk moment je toestemming intrekken, in de app of bij een buurtwerker. We bewaren je antwoord. Met klachten over privacy kan je terecht bij de Gegevensbeschermingsautoriteit.
