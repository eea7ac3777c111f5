"""Names that are spelt alike and are not the same: no variant of one another, however near they are.

Countries and peoples are the short English names of the United Nations' list of member states with the forms derived from
them; the given names are those common in Europe that differ in a letter or two.
"""

from __future__ import annotations

_PLACES_TEXT = """
    afghanistan albania algeria andorra angola anguilla antigua argentina armenia australia austria azerbaijan
    bahamas bahrain bangladesh barbados belarus belgium belgrade belize benin berlin bern bhutan bolivia bonn bosnia
    botswana brazil bremen brunei bulgaria burkina burundi cambodia cameroon canada chad chile china colombia
    columbia comoros congo costa croatia cuba cyprus czechia denmark djibouti dominica dominican ecuador egypt
    eritrea essen estonia eswatini ethiopia fiji finland france gabon gambia georgia germany ghana greece greenland
    grenada guatemala guinea guyana haiti hamburg holland homburg honduras hungary iceland india indiana indonesia
    iran iraq ireland island israel italy jamaica japan java jordan kazakhstan kent kenya kiribati korea kosovo
    kuwait kyrgyzstan laos latvia lebanon leiden lesotho liberia libya liechtenstein linden lithuania london lund
    luxembourg macedonia madagascar madrid malawi malaysia maldives mali malta maine main mainz marseille mauritania
    mauritius mexico micronesia milan minsk moldova monaco mongolia montana montenegro montreal montreux morocco
    mozambique munich munster myanmar namibia nauru nepal netherlands nevada newark niger nigeria norfolk norway
    oman orlando oslo pakistan palau palestine panama paraguay paris persia peru philippines poland portland
    portugal prague prussia qatar roma roman romania rome russia rwanda samoa senegal serbia seychelles siberia
    sicily sierra singapore slovakia slovenia somalia sparta spain sudan suffolk surinam suriname sweden switzerland
    syria syriac tajikistan tanzania texas thailand timor togo tonga tunis tunisia turin turkey turkmen turkmenistan
    tuvalu uganda ukraine uruguay utah uzbekistan vanuatu venezuela vienna vietnam wales warsaw weimar yemen york
    zambia zimbabwe
"""
PLACES = frozenset(_PLACES_TEXT.split())
"""Countries, and cities and regions that are near to one of them or to one another."""

_GIVEN_TEXT = """
    adrian adriana alan alain alana albert alberto alejandra alejandro aleksandr aleksander alessandra alessandro
    alex alexander alexandra alexandre alexei alexey alfred allan allen alan alice alicia alison allison amelia
    andre andrea andreas andrei andres andrew andrey angel angela angelo anita anna anne annette annie antoine anton
    antonia antonio ariel arnold arthur artur august barbara beatrice beatrix ben benedict benedikt benjamin bernard
    bernd bernhard bertrand boris brian bryan brigitte bruno camille camilla carl carla carlo carlos carmen carol
    carola carole caroline carolyn catherine cathrine cecilia cecilie charles charlie charlotte chris christa
    christian christiane christina christine christof christoph christophe christopher clara clare claire claude
    claudia claudio clemens colin connor conor constance cornelia cornelius craig dana daniel daniela daniele
    danielle dave david davide denis denise dennis diana diane dieter dirk dmitri dmitry dmitriy dominic dominik
    dominique donald dora doris dorothea dorothy edgar edith edmond edmund eduard eduardo edward edwin elaine
    eleanor elena elisa elisabeth elise elizabeth ella ellen elsa else emil emile emilia emilie emily emma emmanuel
    enrico eric erica erich erik erika ernest ernst erwin esther eugen eugene eva evan evelyn fabian felix ferdinand
    fernando florian frances francesca francesco francis francisco franco francois frank franz fred freddy frederic
    frederick frederik fredrik friedrich fritz gabriel gabriela gabriele gabrielle gareth gary geoff geoffrey georg
    george georges gerald gerard gerd gerhard gilbert giles gina giorgio giovanna giovanni glen glenn gordon graham
    greg gregor gregory greta guido guillaume gunter gunther gustav hanna hannah hannes hans harald harold harriet
    harry hector heidi heinrich heinz helen helena helene helga helmut henri henrietta henrik henry herbert herman
    hermann hilda hilde howard hubert hugh hugo ian ignacio igor ilya ines ingrid irena irene irina iris isaac
    isabel isabella isabelle ivan jack jacob jacques jakob jaime james jamie jan jana jane janet janine jason jean
    jeanne jeff jeffrey jennifer jenny jens jeremy jerome jesper jess jesse jessica jesus jill jim jimmy jo joan
    joanna joanne joaquin jochen joel johan johann johanna johannes john johnny jon jonas jonathan jorg jorge jose
    josef joseph josephine joshua juan juana judith jules julia julian juliana julie julien juliet julio julius
    jurgen justin justine karel karen karin karina karl karla karsten kate katharina katharine katherine kathleen
    kathrin kathryn kathy katja katrin kay keith kelly ken kenneth kerstin kevin kim kirsten kirstin klaus konrad
    konstantin kristen kristian kristin kristina kristine kurt lara lars laura lauren laurence laurent laurie
    lawrence lea leah lena leo leon leonard leonardo leonid leonie leslie lewis liam lidia lily lina linda lindsay
    lisa lise livia liz lorenz lorenzo louis louisa louise luca lucas lucia lucie lucy ludwig luigi luis luisa luise
    lukas luke lydia lynn magda magdalena malcolm manfred manuel manuela marc marcel marco marcos marcus margaret
    margarete margaretha margarita margot maria mariam marian mariana marianna marianne marie marija marilyn marina
    mario marion marius mark marko markus marlene marta martha martin martina martine mary mateo mathias mathilde
    mathilda matteo matthew matthias matthieu maurice mauro max maximilian maya megan melanie melissa mette mia
    michael michaela michail michal michel michele michelle miguel mike mikael mikhail mikkel milan mireille miriam
    mohamed mohammad mohammed moritz morten muhammad nadia nadine nancy naomi natalia natalie natasha nathan neil
    nelly nicholas nick nicola nicolai nicolas nicole niels nigel nikita niklas nikola nikolai nikolas nikolay nils
    nina nora norbert norman oleg olga oliver olivia olivier oscar oskar otto pablo pascal pascale pat patrice
    patricia patrick patrik paul paula pauline paulo pavel pedro penelope per peter petr petra philip philipp
    philippa philippe phillip pierre pieter rachel rachelle rafael rainer ralf ralph ramon raphael raul ray raymond
    rebecca regina reinhard rene renata renate rene ricardo richard rita rob robert roberta roberto robin rodney
    rodrigo roger roland rolf roman ron ronald rosa rosalind rose rosemary rosie ross roy rudolf rudolph rupert
    russell ruth ryan sabina sabine sally sam samuel samuela sandra sandro sara sarah sascha sasha scott sean
    sebastian serge sergei sergey sergio seth shane sharon shaun shawn sheila silvia silvio simon simona simone
    sofia sofie sonia sonja sophia sophie stacey stacy stanislav stanley stefan stefanie stella steffen stephan
    stephanie stephen steve steven stewart stuart sue susan susana susanna susannah susanne suzanne svetlana sven
    sylvester sylvia sylvie tamara tania tanja tanya tara tatiana tatjana ted teresa terese terry theo theodor
    theodore theresa therese thomas thomasina tim timothy tina tobias todd tom tomas tommy toni tony tracey tracy
    trevor ulrich ulrik ulrike ursula uwe valentin valentina valeria valerie vanessa vera verena veronica veronika
    veronique victor victoria viktor viktoria vincent viola violet virginia vivian viviane vladimir volker walter
    wanda warren wendy werner wilhelm will william willy wolf wolfgang xavier yann yannick yasmin yuri yves yvette
    yvonne zachary zoe
"""
GIVEN = frozenset(_GIVEN_TEXT.split())
"""Given names: two of them, however near, are two people."""

_CALENDAR_TEXT = """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays easter eastern
    western northern southern north south east west
"""
CALENDAR = frozenset(_CALENDAR_TEXT.split())
"""Words written with a capital that name no one."""
