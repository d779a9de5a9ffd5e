### Les numéros à appeler quand personne de l’équipe n’est là.

emergency-112 = Secours d’urgence : ambulance, pompiers et police
emergency-1712 = Ligne d’aide en cas de violence, d’abus ou de maltraitance d’enfants (en néerlandais)
emergency-106 = Tele-Onthaal : quelqu’un à qui parler, jour et nuit (en néerlandais)
