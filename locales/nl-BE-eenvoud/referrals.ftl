### Wat er met een vraag bij een organisatie gebeurde, in eenvoudige taal.

referral-step-prepared = Een buurtwerker maakt alles klaar. Er is nog niets verstuurd.
referral-step-discarded = Dit is niet verstuurd.
referral-step-sent = De vraag is naar de organisatie gestuurd.
referral-step-asked = De organisatie vroeg iets aan de buurtwerker.
referral-step-replied = De buurtwerker gaf antwoord aan de organisatie.
referral-step-accepted = De organisatie zegt ja.
referral-step-rejected = De organisatie kan niet helpen.
referral-step-waitListed = Er is een wachtlijst. De organisatie zei wanneer de hulp kan beginnen.
referral-step-planned = De organisatie heeft een afspraak gemaakt.
referral-step-noShow = Er was een afspraak, maar er was niemand.
referral-step-started = De hulp is begonnen.
referral-step-held = De hulp stopt even.
referral-step-resumed = De hulp gaat verder.
referral-step-completed = De hulp is klaar.
referral-step-failed = De organisatie kon niet helpen.
referral-step-cancelled = De vraag bij de organisatie is gestopt.
referral-step-reminded = We vroegen de organisatie om een antwoord.
referral-step-handedBack = De organisatie geeft de vraag terug aan de buurt. De mens om wie het gaat, zei ja.
referral-step-rerouted = De buurtwerker zoekt een andere organisatie.
referral-step-retracted = De buurtwerker nam de vraag terug. Het was een fout. De organisatie ziet niets meer.
referral-step-overrideApproved = Een tweede buurtwerker las waarom dit zonder ja verstuurd is. Dat was in orde.
referral-step-overrideRefused = Een tweede buurtwerker zei: dit mocht niet zonder ja. De vraag bij de organisatie is gestopt.
referral-step-overrideUnread = Niemand las op tijd waarom dit zonder ja verstuurd is.
