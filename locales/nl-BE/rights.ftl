### Rechten om aan te denken: teksten om samen met de persoon na te kijken, nooit beslissingen.

right-increasedReimbursement = Betaalt het ziekenfonds meer terug (verhoogde tegemoetkoming)? Kijk het na bij het ziekenfonds bij een laag inkomen, een leefloon, een handicap of een zorgnood.
right-careBudget = Is er een zorgbudget? Wie veel zorg nodig heeft, of ouder is met een laag inkomen en een zorgnood, kan bij de zorgkas een maandelijks bedrag vragen; in Brussel bij Iriscare.
right-disabilityAllowance = Is er een tegemoetkoming voor personen met een handicap? Tot de pensioenleeftijd vraag je die bij de FOD Sociale Zekerheid.
right-homeCareRate = Kan er gezinszorg of poetshulp komen voor een prijs volgens het inkomen? Vraag het aan een erkende dienst voor gezinszorg of het OCMW.
right-carerSupport = Is er een mantelzorger? Vraag bij de gemeente en het ziekenfonds wat er voor mantelzorgers is, zoals een premie of even op adem komen.
right-travelReduction = Kan vervoer goedkoper? Kijk naar de verminderingskaart, de kosteloze begeleiderskaart, de parkeerkaart en de ritten van de mindermobielencentrale.
right-socialTariff = Worden energie, water en internet aan het sociaal tarief betaald? Dat komt niet altijd vanzelf: kijk de laatste rekeningen na.
right-legalAid = Kan een advocaat gratis of goedkoop (juridische tweedelijnsbijstand)? Een eerste advies is voor iedereen gratis in een justitiehuis.
right-interpreter = Kan er een sociaal tolk mee, gratis of goedkoop? Vraag het aan de organisatie waar ze naartoe gaan, of aan het Agentschap Integratie en Inburgering.
right-schoolAllowance = Is er een schooltoeslag bij het Groeipakket? Die komt meestal vanzelf, maar niet altijd: kijk het na bij de uitbetaler.
right-childCareRate = Wordt de kinderopvang volgens het inkomen betaald? Een lager tarief kan je vragen, ook voor een tijd waarin het moeilijk is.
right-socialWelfare = Kan het OCMW helpen, met geld, voedsel, energie of een goedkopere maaltijd? Iedereen mag het vragen en krijgt een antwoord op papier.
