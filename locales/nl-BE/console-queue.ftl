### De console: wat wacht op een blik.

console-queue-empty = Er wacht niets. Goed gedaan!
console-queue-request = { $what }, { $when }
console-queue-returned = { $what }: terug van een dienst, bel eerst
console-queue-offer = Wil helpen: { $what }
console-queue-held = in handen van { $name }
console-queue-mine = jou
console-queue-news = { $number } nieuw.
console-queue-show = Toon
console-urgency-today = vandaag
console-urgency-thisWeek = deze week
console-urgency-flexible = niet dringend
console-channel-app = via de app
console-channel-phone = aan de telefoon
console-channel-desk = aan de balie
console-channel-homeVisit = bij een huisbezoek
console-channel-paper = op papier
console-tabs = Lijsten
console-tab-todo = Te doen
console-tab-empty = Hier staat nu niets.
console-tab-open = Zoekt een helper
console-tab-matched = Loopt
console-tab-needsInformation = Wacht op antwoord
console-tab-held = Aangehouden
console-tab-active = Telt mee
console-tab-paused = Even weg
