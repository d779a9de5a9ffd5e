### Rechten om aan te denken, in eenvoudige woorden.

right-increasedReimbursement = Krijg je genoeg geld terug voor dokter en pillen? Vraag het aan je ziekenfonds. Heb je weinig geld? Dan krijg je soms meer terug.
right-careBudget = Heb je veel zorg nodig? Dan kan je elke maand geld krijgen voor zorg. Vraag het aan je zorgkas. Woon je in Brussel? Vraag het aan Iriscare.
right-disabilityAllowance = Heb je een handicap? Dan kan je geld krijgen van de overheid. Vraag het samen met iemand aan.
right-homeCareRate = Is hulp thuis te duur? Sommige diensten vragen minder als je weinig verdient. Vraag het aan het OCMW.
right-carerSupport = Zorgt iemand elke dag voor jou? Die persoon kan ook hulp krijgen. Vraag het aan de gemeente of het ziekenfonds.
right-travelReduction = Is de bus of de trein te duur? Er zijn kaarten waarmee je minder betaalt. Er is ook een kaart om te parkeren.
right-socialTariff = Betaal je veel voor stroom, gas, water of internet? Soms mag je minder betalen. Kijk samen naar je rekening.
right-legalAid = Heb je een advocaat nodig? Met weinig geld betaal je niets of weinig. De eerste vraag stellen is altijd gratis.
right-interpreter = Is Nederlands moeilijk? Soms kan een tolk mee. Dat kost niets of weinig.
right-schoolAllowance = Gaat je kind naar school? Soms krijg je extra geld voor school. Kijk na of je het krijgt.
right-childCareRate = Is de opvang voor je kind te duur? Je kan vragen om minder te betalen.
right-socialWelfare = Heb je te weinig geld om te leven? Het OCMW kan helpen. Iedereen mag het vragen.
