### Wat er met een doorverwijzing gebeurde, zoals een bewoner het leest.

referral-step-prepared = Een buurtwerker heeft de doorverwijzing voorbereid. Ze is nog niet verstuurd.
referral-step-discarded = De voorbereide doorverwijzing is niet verstuurd en weggelegd.
referral-step-sent = De doorverwijzing is naar de organisatie gestuurd.
referral-step-asked = De organisatie heeft het buurtteam iets gevraagd.
referral-step-replied = Het buurtteam heeft de organisatie geantwoord.
referral-step-accepted = De organisatie heeft de vraag aanvaard.
referral-step-rejected = De organisatie kan hier niet bij helpen.
referral-step-waitListed = Er is een wachtlijst. De organisatie zei vanaf wanneer ze hulp verwacht.
referral-step-planned = De organisatie heeft een afspraak gepland.
referral-step-noShow = Er was een afspraak, maar de organisatie trof niemand.
referral-step-started = De hulp is begonnen.
referral-step-held = De hulp ligt even stil.
referral-step-resumed = De hulp gaat weer verder.
referral-step-completed = De hulp is afgerond.
referral-step-failed = Het is de organisatie niet gelukt om te helpen.
referral-step-cancelled = De doorverwijzing is stopgezet.
referral-step-reminded = De organisatie is eraan herinnerd dat we op haar wachten.
referral-step-handedBack = De organisatie geeft de vraag terug aan de buurt, met een ja van de mens om wie het gaat.
referral-step-rerouted = Het buurtteam zoekt hulp bij een andere dienst.
referral-step-retracted = Het buurtteam heeft de doorverwijzing teruggenomen: ze had niet verstuurd mogen worden. De organisatie ziet niets meer van wat gedeeld was.
referral-step-overrideApproved = Een tweede buurtwerker heeft nagekeken waarom dit zonder toestemming verstuurd is, en was het daarmee eens.
referral-step-overrideRefused = Een tweede buurtwerker was het er niet mee eens dat dit zonder toestemming verstuurd is. De doorverwijzing is stopgezet.
referral-step-overrideUnread = Niemand heeft op tijd nagekeken waarom dit zonder toestemming verstuurd is.
