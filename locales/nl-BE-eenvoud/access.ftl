### Het inzagelogboek in eenvoudige taal.

access-title = Wie heeft iets van u gelezen?
access-intro = Hier ziet u wanneer iemand iets over u heeft gelezen. U ziet wat die persoon doet, en bij welk team of welke organisatie. U ziet de naam niet. Begrijpt u iets niet? Vraag het aan het team van uw buurt.
access-nobody = Niemand heeft iets over u gelezen.
access-day = Dag
access-who = Wie
access-what = Wat
access-why = Waarom
access-more = Vroeger
access-part-name = uw naam
access-part-contact = uw adres of e-mail
access-part-place = de plaats van de hulp
access-part-texts = wat u zei, of wat voor u is opgeschreven
access-part-facts = uw geboortejaar, uw talen of de uren
access-purpose-knowPerson = Om te weten wie u bent
access-purpose-handleRequest = Om uw vraag te bekijken
access-purpose-findHelper = Om iemand te zoeken die helpt
access-purpose-agreedHelp = Om elkaar te helpen. U zei allebei ja.
access-purpose-referral = Om u te laten helpen door een organisatie
access-purpose-safeguarding = Om te kijken of alles veilig is
access-role-anyone = Iemand die niet was aangemeld
access-role-resident = De buur die u kent via Buurtnet
access-role-buurtwerker = Een buurtwerker
access-role-careProvider = Iemand van een organisatie
access-role-software = Het computerprogramma van een organisatie
access-role-coordinator = Een coördinator
access-role-administrator = Een beheerder
access-role-system = De computer

export-visit = Een bezoek met Buurtnet
