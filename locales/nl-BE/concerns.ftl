# Zorgmeldingen: hoe het ermee staat, en wat je intussen doet.

concern-state-submitted = We hebben je melding ontvangen. Iemand van de ploeg leest ze.
concern-state-triaged = Iemand van de ploeg heeft je melding gelezen.
concern-state-investigating = Iemand van de ploeg bekijkt wat er aan de hand is.
concern-state-resolved = De melding is opgevolgd.
concern-state-dismissed = De melding is bekeken, en er was niets te doen.
concern-state-closed = De ploeg heeft je melding bekeken en afgesloten.
concern-help = Wordt het erger, wacht dan niet op ons: bel een van deze nummers.
concern-help-danger = Is er iemand in gevaar? Bel nu 112. De ploeg krijgt meteen bericht, maar is geen hulpdienst.
concern-help-outside = Misschien is er nu niemand van de ploeg. Kan het niet wachten, bel dan een van deze nummers.
