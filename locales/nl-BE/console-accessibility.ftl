### The console: the accessibility statement.

console-acc-promise = Iedereen moet met deze pagina's kunnen werken. We volgen de Europese norm EN 301 549 en WCAG 2.2, niveau AA.
console-acc-how-far = Hoe ver zijn we?
console-acc-how-far-text = Deze website is grotendeels in lijn met de norm. Wat nog niet goed is, staat hieronder.
console-acc-what-works = Wat werkt er?
console-acc-works-keyboard = Je kunt alles met het toetsenbord doen. Sneltoetsen kun je uitzetten.
console-acc-works-scripts = De pagina's werken ook zonder JavaScript.
console-acc-works-zoom = Op een klein scherm of met grote letters valt er niets weg.
console-acc-works-words = Niets staat er alleen met kleur: er staat altijd een woord bij.
console-acc-works-time = Was je te lang weg? Dan blijft bewaard wat je typte.
console-acc-not-yet = Wat is nog niet goed?
console-acc-not-yet-text = Wat mensen zelf schrijven, kan moeilijk te lezen zijn. Documenten van andere diensten volgen misschien de norm niet.
console-acc-tested = Hoe is dat getest?
console-acc-tested-text = Bij elke nieuwe versie testen we de pagina's met een programma en met het toetsenbord. Wie deze website beheert, schrijft hier wanneer mensen ze getest hebben.
console-acc-say = Werkt er iets niet voor jou?
console-acc-say-text = Zeg het aan het team van je buurt. Je krijgt binnen 14 dagen een antwoord, of de informatie op een andere manier.
console-acc-complain = Ben je niet tevreden?
console-acc-complain-text = Ga naar de ombudsdienst van je gemeente of van Vlaanderen.
