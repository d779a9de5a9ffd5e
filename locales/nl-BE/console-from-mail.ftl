### De console: een mail vragen, en waar de link van een mail heen leidt.

console-forgotten = Wachtwoord vergeten?
console-forgotten-what = Geef je e-mailadres. We sturen je een mail met een link, en daar kies je een nieuw wachtwoord.
console-forgotten-do = Stuur mij de mail
console-forgotten-then = Komt er geen mail? Kijk bij de ongewenste mail, en kijk na of je dit adres bij Buurtnet gebruikt.
console-done-reset-sent = Heeft dit adres een account, dan is er nu een mail onderweg.
console-reset-title = Kies een nieuw wachtwoord
console-reset-hint = Staat hier al iets? Dan is het goed. Plak anders de hele link uit de mail.
console-reset-do = Bewaar het nieuwe wachtwoord
console-reset-what = De link werkt maar korte tijd, en één keer.
console-reset-new = Vraag een nieuwe mail
console-done-password-set = Je nieuwe wachtwoord telt. Meld je ermee aan.
console-say-no-title = Neem je ja terug
console-say-no-what = Het team schreef op dat jij, of iemand die voor jou mag antwoorden, ja zei om iets te delen of te tonen. Met deze knop neem je die ja terug, en wat daarop steunt, stopt meteen.
console-say-no-do = Neem mijn ja terug
console-say-no-then = Je hoeft niets meer te doen. Denk je er later anders over, zeg het dan aan een buurtwerker.
console-done-said-no = Je ja is teruggenomen.
console-still-needed-title = Is er nog hulp nodig?
console-still-needed-what = Een tijd geleden vroeg je hulp. Is ze nog nodig, druk dan op de knop. Is ze niet meer nodig, dan hoef je niets te doen: je vraag stopt vanzelf.
console-still-needed-do = Ja, er is nog hulp nodig
console-still-needed-then = Je vraag blijft open. Je hoort van ons zodra er nieuws is.
console-done-still-needed = Genoteerd: er is nog hulp nodig.
